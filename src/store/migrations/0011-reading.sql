-- Reading: where a first load goes on, how far a sweep has come, who reads a connection at present, and indexes for lists.
alter table watermark add column remaining json;
alter table watermark add column sweep_after text;
alter table watermark add column sweep_until text;

-- One process reads a connection at a time; the lease is by the database's clock.
create table poll_lease (
  connection_id text collate "C" primary key,
  holder text not null,
  until timestamptz not null
) with (fillfactor = 50);
alter table poll_lease enable row level security;
alter table poll_lease force row level security;
create policy own_connection on poll_lease to :app
  using (connection_id = current_setting('purser.connection_id')::connection_scope)
  with check (connection_id = current_setting('purser.connection_id')::connection_scope);
grant select, insert, update, delete on poll_lease to :app;
