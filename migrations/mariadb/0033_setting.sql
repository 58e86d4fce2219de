create table if not exists setting (
  name varchar(40) not null,
  value varchar(1000) not null,
  constraint setting_pk primary key (name)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
