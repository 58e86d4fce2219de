insert ignore into role_permission (role, permission)
values
  ('operator', 'marketplace.change'),
  ('owner', 'marketplace.change');
