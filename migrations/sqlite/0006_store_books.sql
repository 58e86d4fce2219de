create table if not exists store_books (
  id blob not null,
  store_id blob not null,
  bank_name text not null,
  iban text not null,
  bic text not null,
  next_invoice integer not null,
  next_credit integer not null,
  constraint store_books_pk primary key (id)
) strict;
