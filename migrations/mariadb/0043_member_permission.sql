create table if not exists member_permission (
  id binary(16) not null,
  member_id binary(16) not null,
  store_id binary(16) not null,
  permission varchar(40) not null,
  constraint member_permission_pk primary key (id),
  key member_permission_member_ix (member_id, permission)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
