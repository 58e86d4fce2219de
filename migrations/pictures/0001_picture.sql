-- The pictures a desktop behind a hub keeps: `picture` as everywhere, and beside it what decides who leaves first. Apart,
-- because the bytes must not be written again each time a picture is shown.
create table if not exists picture (
  hash text not null,
  mime text not null,
  width integer not null,
  height integer not null,
  full_bytes blob not null,
  thumb_bytes blob not null,
  constraint picture_pk primary key (hash)
) strict;

create table if not exists kept_picture (
  hash text not null,
  bytes integer not null,
  is_draft integer not null,
  shown_at_us integer not null,
  constraint kept_picture_pk primary key (hash)
) strict;

create index if not exists kept_picture_oldest_ix on kept_picture (is_draft, shown_at_us);
