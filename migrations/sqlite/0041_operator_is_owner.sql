update account_role
set role = 'owner'
where role = 'operator';
