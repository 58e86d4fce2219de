create table if not exists sign_in_ticket (
  ticket_hash text not null,
  account_id blob not null,
  seat text not null,
  is_remembered integer not null,
  device_hash text,
  device_name text not null,
  tries integer not null,
  expires_at_us integer not null,
  constraint sign_in_ticket_pk primary key (ticket_hash)
) strict;

create index if not exists sign_in_ticket_end_ix on sign_in_ticket (expires_at_us);
