-- What may cure an exception: contracts, what suppliers ask for articles under them, comments on orders.
create table contract (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  supplier_id text collate "C",
  updated_at timestamptz not null,
  read_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (connection_id, id)
);

create table supplier_item (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  supplier_id text collate "C",
  item_id text collate "C",
  contract_id text collate "C",
  -- Told by its name: freight, handling.
  is_charge boolean not null,
  -- Part numbers as they are compared (domain/matching/part-key.ts).
  part_keys text[] not null,
  updated_at timestamptz not null,
  read_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (connection_id, id)
);
create index supplier_item_by_item on supplier_item (item_id, supplier_id, connection_id) where item_id is not null;
create index supplier_item_by_part on supplier_item using gin (part_keys);
create index supplier_item_charge on supplier_item (contract_id, connection_id) where is_charge;

do $$
declare t text;
begin
  foreach t in array array['contract', 'supplier_item'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_connection on %I to :app using (connection_id = (select current_setting(''purser.connection_id'')::connection_scope)) with check (connection_id = (select current_setting(''purser.connection_id'')::connection_scope))', t);
    execute format('grant select, insert, update, delete on %I to :app', t);
  end loop;
end $$;

-- Who decided on proposals about a supplier's invoices, and why they were made.
create index approval_decided on approval (supplier_id, connection_id, decided_at desc)
  where state in ('approved', 'rejected') and cause is not null;

-- Comments on orders were left out until now, so that the list has to be read once more from its beginning.
alter table watermark no force row level security;
delete from watermark where resource = 'comments';
alter table watermark force row level security;
