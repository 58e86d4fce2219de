create table if not exists review_edit (
  id binary(16) not null,
  review_id binary(16) not null,
  store_id binary(16) not null,
  rating bigint not null,
  title varchar(120) not null,
  body text not null,
  at_us bigint not null,
  constraint review_edit_pk primary key (id),
  key review_edit_review_ix (review_id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
