create table if not exists recovery_code (
  id blob not null,
  account_id blob not null,
  code_hash text not null,
  used_at_us integer,
  constraint recovery_code_pk primary key (id)
) strict;

create index if not exists recovery_code_account_ix on recovery_code (account_id);
