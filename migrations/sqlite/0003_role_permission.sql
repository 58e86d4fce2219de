create table if not exists role_permission (
  role text not null,
  permission text not null,
  constraint role_permission_pk primary key (role, permission)
) strict, without rowid;
