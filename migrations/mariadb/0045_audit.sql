create table if not exists audit (
  seq bigint not null,
  at_us bigint not null,
  actor binary(16),
  kind varchar(40) not null,
  object binary(16),
  detail mediumtext not null,
  times bigint not null,
  before_hash varchar(64) not null,
  hash varchar(64) not null,
  constraint audit_pk primary key (seq),
  key audit_kind_ix (kind, seq),
  key audit_actor_ix (actor, seq),
  key audit_at_ix (at_us)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
