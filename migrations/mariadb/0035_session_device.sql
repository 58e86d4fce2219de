alter table session
  add column if not exists is_remembered tinyint(1) not null default 1,
  add column if not exists device_hash varchar(64),
  add column if not exists device_name varchar(80) not null default '',
  add key if not exists session_device_ix (account_id, device_hash);
