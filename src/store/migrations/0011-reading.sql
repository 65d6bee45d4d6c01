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

-- Lists continue after a sort value and an id; these serve each order, and the newest of one supplier or status.
create index invoice_by_due_date on invoice (connection_id, net_due_date, id);
create index invoice_by_amount on invoice (connection_id, gross_total desc nulls last, id desc);
create index invoice_by_supplier on invoice (connection_id, supplier_id, updated_at desc, id desc);
create index invoice_by_status on invoice (connection_id, status, updated_at desc, id desc);

-- What a person searches by, folded once when it is written instead of at each search.
alter table invoice add column search_text text
  generated always as (lower(invoice_number || ' ' || coalesce(supplier_name, ''))) stored;

-- What the OAuth client may do, as Coupa said with the last token; null: Coupa did not say.
alter table connection add column granted_scopes text[];
alter table connection add column probed_at timestamptz;
