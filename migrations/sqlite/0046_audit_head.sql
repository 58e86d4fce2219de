-- The end of the chain, so that rows missing there are found too.
create table if not exists audit_head (
  id integer not null,
  seq integer not null,
  hash text not null,
  constraint audit_head_pk primary key (id)
) strict;
