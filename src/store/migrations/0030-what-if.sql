-- What past runs would come to under other settings: one row a question, which keeps how far it is, so that a killed
-- process loses one batch; and the runs that change. Nothing else rests on either.
create table what_if (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  agent text collate "C" not null,
  asked_by text not null,
  asked_by_name text not null,
  -- As the agent reads them, with what differs from those in force in words, and what the gate goes by.
  settings json not null,
  differences json not null,
  autonomy json not null,
  policy_version int not null,
  which text not null default 'newest' check (which in ('newest', 'all')),
  from_date date,
  to_date date,
  from_at timestamptz not null,
  until_at timestamptz not null,
  state text not null default 'running' check (state in ('running', 'finished', 'cancelled', 'failed')),
  total int,
  looked int not null default 0,
  cursor text,
  tally json not null,
  unreadable json not null default '[]',
  listed int not null default 0,
  error text,
  started_at timestamptz not null default now(),
  served_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (connection_id, id)
);
create index what_if_running on what_if (served_at) where state = 'running';

create table what_if_change (
  connection_id text collate "C" not null,
  what_if_id text collate "C" not null,
  place int not null,
  effect text not null,
  stance text,
  doc json not null,
  primary key (connection_id, what_if_id, place),
  foreign key (connection_id, what_if_id) references what_if on delete cascade
);

do $$
declare t text;
begin
  foreach t in array array['what_if', 'what_if_change'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_connection on %I to :app using (connection_id = (select current_setting(''purser.connection_id'')::connection_scope)) with check (connection_id = (select current_setting(''purser.connection_id'')::connection_scope))', t);
    execute format('grant select, insert, update, delete on %I to :app', t);
  end loop;
end $$;

grant select, update (served_at) on what_if to :dispatch;
create policy dispatch on what_if to :dispatch using (true);

-- The question that waits longest for its next batch.
create function dispatch_claim_what_if() returns table (connection_id text, id text)
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    select w.connection_id, w.id from what_if w where w.state = 'running'
     order by w.served_at limit 1 for update skip locked
  $$;
alter function dispatch_claim_what_if() owner to :dispatch;
revoke all on function dispatch_claim_what_if() from public;
grant execute on function dispatch_claim_what_if() to :app;
