create table if not exists picture (
  hash varchar(64) not null,
  mime varchar(20) not null,
  width bigint not null,
  height bigint not null,
  full_bytes mediumblob not null,
  thumb_bytes mediumblob not null,
  constraint picture_pk primary key (hash)
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_nopad_bin;
