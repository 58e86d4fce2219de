create table if not exists review_edit (
  id blob not null,
  review_id blob not null,
  store_id blob not null,
  rating integer not null,
  title text not null,
  body text not null,
  at_us integer not null,
  constraint review_edit_pk primary key (id)
) strict;

create index if not exists review_edit_review_ix on review_edit (review_id);
