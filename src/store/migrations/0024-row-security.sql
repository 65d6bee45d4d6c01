-- The inner select is answered once a statement; without it the setting was read again for every row.
do $$
declare t regclass;
begin
  for t in select polrelid from pg_policy
            where polname = 'own_connection' and pg_get_expr(polqual, polrelid) like '%connection_scope%'
  loop
    execute format('alter policy own_connection on %s using (connection_id = (select current_setting(''purser.connection_id'')::connection_scope)) with check (connection_id = (select current_setting(''purser.connection_id'')::connection_scope))', t);
  end loop;
end $$;

-- No list could use it.
drop index approval_by_clock;
