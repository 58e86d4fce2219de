create table if not exists store_member (
  id blob not null,
  store_id blob not null,
  account_id blob not null,
  role text not null,
  created_at_us integer not null,
  constraint store_member_pk primary key (id)
) strict;

create unique index if not exists store_member_pair_uq on store_member (store_id, account_id);

create index if not exists store_member_account_ix on store_member (account_id);
