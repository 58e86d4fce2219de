delete from role_permission
where role = 'operator';
