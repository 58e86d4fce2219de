create table if not exists audit (
  seq integer not null,
  at_us integer not null,
  actor blob,
  kind text not null,
  object blob,
  detail text not null,
  times integer not null,
  before_hash text not null,
  hash text not null,
  constraint audit_pk primary key (seq)
) strict;

create index if not exists audit_kind_ix on audit (kind, seq);

create index if not exists audit_actor_ix on audit (actor, seq);

create index if not exists audit_at_ix on audit (at_us);
