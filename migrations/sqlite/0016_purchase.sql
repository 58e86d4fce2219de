create table if not exists purchase (
  id blob not null,
  account_id blob not null,
  number text not null,
  state text not null,
  placed_at_us integer not null,
  billing text not null,
  shipping text not null,
  note text not null,
  constraint purchase_pk primary key (id)
) strict;

create index if not exists purchase_account_ix on purchase (account_id, placed_at_us);
