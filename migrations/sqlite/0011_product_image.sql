create table if not exists product_image (
  id blob not null,
  product_id blob not null,
  store_id blob not null,
  picture text not null,
  position integer not null,
  alt text not null,
  width integer not null,
  height integer not null,
  constraint product_image_pk primary key (id)
) strict;

create index if not exists product_image_product_ix on product_image (product_id, position);
