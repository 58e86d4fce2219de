create table if not exists picture (
  hash text not null,
  mime text not null,
  width integer not null,
  height integer not null,
  full_bytes blob not null,
  thumb_bytes blob not null,
  constraint picture_pk primary key (hash)
) strict;
