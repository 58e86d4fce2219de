alter table account
  add column if not exists language varchar(8) not null default 'en',
  add column if not exists pending_email varchar(254);
