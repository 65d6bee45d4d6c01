-- The mirror of every further list: each table holds what is searched, the records' content lies in record_version.
do $$
declare
  t record;
begin
  for t in
    select * from (values
      ('account', 'code text not null, name text, is_active boolean not null, chart_id text collate "C"'),
      ('account_type', 'name text not null, is_active boolean not null'),
      ('address', 'name text, location_code text, is_active boolean not null'),
      ('budget_line', 'period_id text collate "C", owner_id text collate "C"'),
      ('business_group', 'name text not null'),
      ('commodity', 'name text not null, is_active boolean not null, parent_id text collate "C"'),
      ('coupa_role', 'name text not null'),
      ('currency', 'code text not null, is_enabled boolean not null'),
      ('department', 'name text not null, is_active boolean not null'),
      -- Of no list: found on invoices.
      ('dispute_reason', 'code text not null, description text'),
      ('exchange_rate', 'rate_date date'),
      ('expense_report', 'status text not null, expensed_by_id text collate "C", submitted_at timestamptz'),
      ('integration_run', 'status text not null, integration_id text collate "C", started_at timestamptz'),
      ('item', 'name text not null, item_number text, is_active boolean not null, commodity_id text collate "C"'),
      ('legal_entity', 'name text not null, is_active boolean not null'),
      ('lookup', 'name text not null, is_active boolean not null'),
      ('lookup_value', 'name text not null, is_active boolean not null, lookup_id text collate "C", parent_id text collate "C", external_number text'),
      ('period', 'name text not null, start_date date, end_date date, is_open boolean not null'),
      ('project', 'name text not null, status text, is_active boolean not null'),
      ('receipt_request', 'status text'),
      ('requisition', 'status text not null, requested_by_id text collate "C", department_id text collate "C", submitted_at timestamptz'),
      ('ship_notice', 'asn_number text, status text, supplier_id text collate "C"'),
      ('shipping_term', 'code text not null, is_active boolean not null'),
      ('supplier_information', 'name text not null, status text not null, supplier_id text collate "C"'),
      ('supplier_remit_to', 'supplier_name text'),
      ('supplier_site', 'code text, supplier_id text collate "C", is_active boolean not null'),
      ('tax_code', 'code text not null, is_active boolean not null, country_code text'),
      ('unit_of_measure', 'code text not null, is_active boolean not null'),
      ('user_group', 'name text not null, is_active boolean not null, can_approve boolean not null')
    ) as list (name, columns)
  loop
    execute format('create table %I (connection_id text collate "C" not null, id text collate "C" not null,
      hash bytea not null, %s, updated_at timestamptz not null, read_at timestamptz not null default now(),
      deleted_at timestamptz, primary key (connection_id, id)) with (fillfactor = 85)', t.name, t.columns);
    execute format('alter table %I enable row level security', t.name);
    execute format('alter table %I force row level security', t.name);
    execute format('create policy own_connection on %I to :app using (connection_id = (select current_setting(''purser.connection_id'')::connection_scope)) with check (connection_id = (select current_setting(''purser.connection_id'')::connection_scope))', t.name);
    execute format('grant select, insert, update, delete on %I to :app', t.name);
  end loop;
end $$;

-- How often the lists are asked. A sandbox is ours, so it need not be spared.
alter table connection add column plan text not null default 'standard' check (plan in ('standard', 'quick'));
update connection set plan = 'quick' where is_sandbox;

-- When the watermark last moved, by the database's clock, and whether everything dated up to it has been seen since.
alter table watermark add column moved_at timestamptz;
alter table watermark add column is_settled boolean not null default false;
-- Set while Coupa refuses the list or does not have it: no fault, and asked again at the next start.
alter table watermark add column refused boolean not null default false;
-- From when on custom fields that appear are news: a list that was read before they were watched has them already.
alter table watermark add column watched_after timestamptz;
update watermark set watched_after = now() + interval '1 day' where phase = 'incremental';

-- Custom fields as they were met: what a list's records carry beyond what Coupa documents, and what changed about that.
create table custom_field (
  connection_id text collate "C" not null,
  resource text not null,
  name text not null,
  kind text not null,
  -- Records that carry it at present.
  records bigint not null default 0,
  -- Of records that came new since it was first seen: how many carried it, how many there were, and how many of the last
  -- in a row did not.
  carried bigint not null default 0,
  met bigint not null default 0,
  missed bigint not null default 0,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  gone_at timestamptz,
  primary key (connection_id, resource, name)
);

create table custom_field_notice (
  connection_id text collate "C" not null,
  resource text not null,
  name text not null,
  change text not null check (change in ('appeared', 'disappeared', 'returned', 'kind_changed')),
  kind text not null,
  earlier_kind text,
  at timestamptz not null default now(),
  primary key (connection_id, resource, name, change, at)
);

do $$
declare t text;
begin
  foreach t in array array['custom_field', 'custom_field_notice'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_connection on %I to :app using (connection_id = (select current_setting(''purser.connection_id'')::connection_scope)) with check (connection_id = (select current_setting(''purser.connection_id'')::connection_scope))', t);
    execute format('grant select, insert, update, delete on %I to :app', t);
  end loop;
end $$;
