create table if not exists review_report (
  id blob not null,
  review_id blob not null,
  store_id blob not null,
  account_id blob not null,
  reason text not null,
  at_us integer not null,
  constraint review_report_pk primary key (id)
) strict;

create unique index if not exists review_report_pair_uq on review_report (review_id, account_id);
