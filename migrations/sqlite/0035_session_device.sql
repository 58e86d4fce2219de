alter table session add column is_remembered integer not null default 1;

alter table session add column device_hash text;

alter table session add column device_name text not null default '';

create index if not exists session_device_ix on session (account_id, device_hash);
