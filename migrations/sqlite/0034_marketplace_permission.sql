-- Both names of those who run a marketplace: one row or the other is read.
insert or ignore into role_permission (role, permission)
values
  ('operator', 'marketplace.change'),
  ('owner', 'marketplace.change');
