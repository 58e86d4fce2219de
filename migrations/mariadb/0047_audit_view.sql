insert ignore into role_permission (role, permission)
values
  ('operator', 'audit.view');
