create table if not exists member_permission (
  id blob not null,
  member_id blob not null,
  store_id blob not null,
  permission text not null,
  constraint member_permission_pk primary key (id)
) strict;

create index if not exists member_permission_member_ix on member_permission (member_id, permission);
