-- What Coupa has set against receipts, one row an invoice under the invoice's id, and the invoices it is to be read for.
create table invoice_allocation (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  allocations int not null,
  updated_at timestamptz not null,
  read_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (connection_id, id)
);

create table allocation_due (
  connection_id text collate "C" not null,
  invoice_id text collate "C" not null,
  asked_at timestamptz not null default now(),
  primary key (connection_id, invoice_id)
);

do $$
declare t text;
begin
  foreach t in array array['invoice_allocation', 'allocation_due'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_connection on %I to :app using (connection_id = (select current_setting(''purser.connection_id'')::connection_scope)) with check (connection_id = (select current_setting(''purser.connection_id'')::connection_scope))', t);
    execute format('grant select, insert, update, delete on %I to :app', t);
  end loop;
end $$;
