-- What operators decide for the whole marketplace.
create table if not exists setting (
  name text not null,
  value text not null,
  constraint setting_pk primary key (name)
) strict;
