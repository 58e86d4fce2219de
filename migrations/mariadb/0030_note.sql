create table if not exists note (
  name varchar(40) not null,
  value mediumtext not null,
  constraint note_pk primary key (name)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
