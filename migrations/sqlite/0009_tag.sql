create table if not exists tag (
  id blob not null,
  store_id blob not null,
  slug text not null,
  name text not null,
  description text not null,
  constraint tag_pk primary key (id)
) strict;

create unique index if not exists tag_slug_uq on tag (store_id, slug);

create index if not exists tag_by_slug_ix on tag (slug);
