alter table account
  add column if not exists erased_at_us bigint;
