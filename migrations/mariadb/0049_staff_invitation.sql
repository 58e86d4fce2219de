create table if not exists staff_invitation (
  id binary(16) not null,
  store_id binary(16) not null,
  email varchar(254) not null,
  permissions varchar(2000) not null,
  invited_by binary(16) not null,
  created_at_us bigint not null,
  until_us bigint not null,
  accepted_at_us bigint,
  withdrawn_at_us bigint,
  constraint staff_invitation_pk primary key (id),
  key staff_invitation_store_ix (store_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
