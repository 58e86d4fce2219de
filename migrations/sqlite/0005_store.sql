create table if not exists store (
  id blob not null,
  slug text not null,
  name text not null,
  description text not null,
  logo text,
  email text not null,
  phone text not null,
  legal_name text not null,
  line1 text not null,
  line2 text not null,
  postcode text not null,
  city text not null,
  region text not null,
  country text not null,
  tax_number text not null,
  currency text not null,
  invoice_prefix text not null,
  payment_days integer not null,
  is_open integer not null,
  removed_at_us integer,
  created_at_us integer not null,
  updated_at_us integer not null,
  constraint store_pk primary key (id)
) strict;

create unique index if not exists store_slug_uq on store (slug);
