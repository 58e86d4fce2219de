create table if not exists mail_content (
  id binary(16) not null,
  letter mediumtext not null,
  constraint mail_content_pk primary key (id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
