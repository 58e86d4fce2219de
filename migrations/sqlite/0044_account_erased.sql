alter table account add column erased_at_us integer;
