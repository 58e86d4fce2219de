create table if not exists role_permission (
  role varchar(20) not null,
  permission varchar(40) not null,
  constraint role_permission_pk primary key (role, permission)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
