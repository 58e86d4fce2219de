create table if not exists account_role (
  account_id blob not null,
  role text not null,
  constraint account_role_pk primary key (account_id, role)
) strict, without rowid;
