create table if not exists durable_read (
  id bigint not null,
  times bigint not null,
  constraint durable_read_pk primary key (id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
