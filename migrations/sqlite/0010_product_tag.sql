create table if not exists product_tag (
  id blob not null,
  product_id blob not null,
  tag_id blob not null,
  store_id blob not null,
  constraint product_tag_pk primary key (id)
) strict;

create unique index if not exists product_tag_pair_uq on product_tag (product_id, tag_id);

create index if not exists product_tag_tag_ix on product_tag (tag_id);
