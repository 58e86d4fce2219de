create table if not exists review_report (
  id binary(16) not null,
  review_id binary(16) not null,
  store_id binary(16) not null,
  account_id binary(16) not null,
  reason varchar(1000) not null,
  at_us bigint not null,
  constraint review_report_pk primary key (id),
  unique key review_report_pair_uq (review_id, account_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
