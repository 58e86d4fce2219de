create table if not exists staff_invitation (
  id blob not null,
  store_id blob not null,
  email text not null,
  permissions text not null,
  invited_by blob not null,
  created_at_us integer not null,
  until_us integer not null,
  accepted_at_us integer,
  withdrawn_at_us integer,
  constraint staff_invitation_pk primary key (id)
) strict;

create index if not exists staff_invitation_store_ix on staff_invitation (store_id);
