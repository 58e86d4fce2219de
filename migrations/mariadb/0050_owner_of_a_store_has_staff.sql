insert ignore into role_permission (role, permission)
values
  ('vendor', 'staff.view'),
  ('vendor', 'staff.change');
