-- Acting: who may claim a command when, and what must be looked at again after it has ended.
alter table command add column recheck_at timestamptz;
create index command_recheck on command (recheck_at) where recheck_at is not null;
create index command_open_by_subject on command (connection_id, subject_id, id) where state in ('queued', 'sending');
create index command_done on command (connection_id, done_at) where state = 'done';

-- The next command whose time has come: people's before policy's, then oldest first; of one subject the oldest only,
-- and of no connection that is named as busy, so that one slow Coupa does not hold up the others. What was begun is
-- taken up again even while writing is stopped: looking sends nothing.
drop function dispatch_claim_command();
create function dispatch_claim_command(busy text[])
  returns table (connection_id text, id text)
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    select c.connection_id, c.id from command c join connection n using (connection_id)
     where c.state in ('queued', 'sending') and c.next_at <= clock_timestamp()
       and (c.state = 'sending' or not n.writing_stopped)
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
     where c.state in ('queued', 'sending') and (c.state = 'sending' or not n.writing_stopped)
  $$;

-- Connections with something to confirm or to look at again.
create function dispatch_unsettled() returns table (connection_id text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select c.connection_id from command c
     where c.state = 'done' or c.recheck_at <= clock_timestamp() group by 1 order by 1
  $$;

do $$
declare f text;
begin
  foreach f in array array['dispatch_claim_command(text[])', 'dispatch_unsettled()'] loop
    execute format('alter function %s owner to :dispatch', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to :app', f);
  end loop;
end $$;
