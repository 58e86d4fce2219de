create table if not exists store_books (
  id binary(16) not null,
  store_id binary(16) not null,
  bank_name varchar(120) not null,
  iban varchar(40) not null,
  bic varchar(11) not null,
  next_invoice bigint not null,
  next_credit bigint not null,
  constraint store_books_pk primary key (id)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
