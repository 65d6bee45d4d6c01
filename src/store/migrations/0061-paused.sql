-- A connection that is paused is neither read nor written: not even what was begun is looked at before it goes on.
create or replace function dispatch_claim_command(busy text[])
  returns table (connection_id text, id text)
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    select c.connection_id, c.id from command c join connection n using (connection_id)
     where c.state in ('queued', 'sending') and c.next_at <= clock_timestamp()
       and n.state = 'active' and (c.state = 'sending' or not n.writing_stopped)
       and c.connection_id <> all(busy)
       and not exists (select 1 from command e
             where e.connection_id = c.connection_id and e.subject_id = c.subject_id
               and e.state in ('queued', 'sending') and e.id < c.id)
     order by (c.origin = 'policy'), c.next_at limit 1 for update of c skip locked
  $$;

create or replace function dispatch_next_command_at() returns timestamptz
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select min(c.next_at) from command c join connection n using (connection_id)
     where c.state in ('queued', 'sending') and n.state = 'active' and (c.state = 'sending' or not n.writing_stopped)
  $$;
