-- When somebody asked for everything to be looked at now; taken away by whoever reads the connection.
alter table connection add column read_asked_at timestamptz;

-- What reading brought, hour by hour; unchanged looks are counted, and leave nothing else behind.
create table read_hour (
  connection_id text collate "C" not null,
  resource text collate "C" not null,
  hour timestamptz not null,
  looks int not null default 0,
  records bigint not null default 0,
  changed bigint not null default 0,
  failures int not null default 0,
  last_error jsonb,
  primary key (connection_id, hour, resource)
);

alter table read_hour enable row level security;
alter table read_hour force row level security;
create policy own_connection on read_hour to :app
  using (connection_id = (select current_setting('purser.connection_id')::connection_scope))
  with check (connection_id = (select current_setting('purser.connection_id')::connection_scope));
grant select, insert, update, delete on read_hour to :app;
