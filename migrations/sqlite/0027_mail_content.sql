create table if not exists mail_content (
  id blob not null,
  letter text not null,
  constraint mail_content_pk primary key (id)
) strict;
