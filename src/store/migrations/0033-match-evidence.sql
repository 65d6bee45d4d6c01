-- What a match looks for beside the orders that an invoice names, and what people have taught it about a supplier.

-- Numbers as they are compared, without blanks, dashes and leading zeros (domain/matching/invoice-number.ts).
alter table invoice add column number_key text collate "C";
-- The same for numbers that a slip makes of one another: their characters in order.
alter table invoice add column slip_key text collate "C";
alter table invoice add column original_number_key text collate "C";
-- Names an order without its line, or no order at all: any order or receipt of its supplier may be the one meant.
alter table invoice add column is_unplaced boolean not null default false;
alter table purchase_order add column number_key text collate "C";
alter table receipt add column reference_key text collate "C";
alter table purchase_order_line add column supplier_order_key text collate "C";
alter table purchase_order_line add column contract_id text collate "C";
-- By what an earlier billing is told to be a deposit or a retention, and in which unit it billed.
alter table invoice_line add column unit text;
alter table invoice_line add column reference text;
alter table invoice_line add column description text;

-- What was read before has the same from here on. In numbers of plain letters and digits the database finds what the
-- code finds; one with other letters may keep a key that only the next change of the record puts right. Policies bind
-- the owner too, so they are lifted for as long as this transaction works.
create function pg_temp.bare_number(printed text) returns text language sql immutable as $$
  select regexp_replace(case when printed ~ '^[ -~]*$' then upper(printed) else upper(normalize(printed, nfkc)) end,
    '[^[:alnum:]]', '', 'g')
$$;
create function pg_temp.without_zeros(bare text) returns text language sql immutable as $$
  select nullif(regexp_replace(bare, '(?<![0-9])0+(?=[0-9])', '', 'g'), '')
$$;
create function pg_temp.slip(key text) returns text language sql immutable as $$
  select string_agg(c, '' order by c collate "C") from regexp_split_to_table(translate(key, 'ILSBO0', '1158'), '') c
$$;
do $$
declare t text;
begin
  foreach t in array array['invoice', 'invoice_line', 'purchase_order', 'receipt', 'record_version'] loop
    execute format('alter table %I no force row level security', t);
  end loop;
  update invoice i set number_key = pg_temp.without_zeros(pg_temp.bare_number(i.invoice_number)),
         is_unplaced = coalesce((select
             bool_or(l.order_line_id is null and (l.order_id is not null or l.po_number is not null))
               or bool_and(l.order_line_id is null)
           from invoice_line l where l.connection_id = i.connection_id and l.invoice_id = i.id), false);
  update invoice set slip_key = pg_temp.slip(pg_temp.bare_number(invoice_number)) where number_key is not null;
  update invoice i set original_number_key = pg_temp.without_zeros(pg_temp.bare_number(v.doc->>'originalInvoiceNumber'))
    from record_version v
   where i.document_type = 'credit_note' and v.connection_id = i.connection_id and v.kind = 'invoice'
     and v.record_id = i.id and v.hash = i.hash;
  update invoice_line l
     set unit = v.doc->'lines'->l.position->>'unitOfMeasure', description = left(v.doc->'lines'->l.position->>'description', 120)
    from invoice i join record_version v
      on v.connection_id = i.connection_id and v.kind = 'invoice' and v.record_id = i.id and v.hash = i.hash
   where l.order_line_id is not null and i.connection_id = l.connection_id and i.id = l.invoice_id;
  update purchase_order set number_key = pg_temp.without_zeros(regexp_replace(pg_temp.bare_number(po_number),
    '^(PURCHASEORDER|ORDER|PO|BESTELLUNG|BESTELL|NUMBER|NUMMER|NR|NO)+(?=[0-9])', ''));
  update receipt r set reference_key = pg_temp.without_zeros(pg_temp.bare_number(v.doc->>'reference'))
    from record_version v
   where v.connection_id = r.connection_id and v.kind = 'receipt' and v.record_id = r.id and v.hash = r.hash
     and v.doc->>'reference' is not null;
  foreach t in array array['invoice', 'invoice_line', 'purchase_order', 'receipt', 'record_version'] loop
    execute format('alter table %I force row level security', t);
  end loop;
end $$;
drop function pg_temp.slip(text);
drop function pg_temp.without_zeros(text);
drop function pg_temp.bare_number(text);

create index invoice_by_slip_key on invoice (slip_key, supplier_id, connection_id);
create index invoice_by_original on invoice (original_number_key, supplier_id, connection_id)
  where original_number_key is not null;
-- The statuses in which nothing is left to decide because of another record; mirror/woken-invoices.queries.ts repeats them.
create index invoice_unplaced on invoice (supplier_id, connection_id)
  where is_unplaced and deleted_at is null and status not in ('approved', 'voided', 'abandoned', 'rejected', 'invalid');
create index purchase_order_by_number_key on purchase_order (number_key, supplier_id, connection_id);
-- Coupa's ids grow, and are longer where they are greater: the newest open orders of a supplier come first.
create index purchase_order_open on purchase_order (supplier_id, connection_id, length(id) desc, id desc)
  where status = 'issued' and deleted_at is null;
create index purchase_order_line_by_supplier_order on purchase_order_line (supplier_order_key, connection_id)
  where supplier_order_key is not null;
create index purchase_order_line_by_contract on purchase_order_line (contract_id, connection_id)
  where contract_id is not null;
create index receipt_by_reference on receipt (reference_key, connection_id) where reference_key is not null;

-- What people have said about one supplier's way of billing. The id is made from the fact itself, so that one fact is
-- one row, whichever invoice it was seen on; who said what when stands in the audit trail, the last answer here too.
create table match_memory (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  supplier_id text collate "C" not null,
  kind text not null check (kind in ('conversion', 'cross_reference', 'order_number_form')),
  fact json not null,
  proof text not null,
  state text not null check (state in ('confirmed', 'rejected', 'withdrawn')),
  confirmed int not null,
  rejected int not null,
  last_on date not null,
  invoice_id text collate "C" not null,
  decided_at timestamptz not null,
  decided_by text not null,
  decided_by_name text not null,
  primary key (connection_id, id)
);
create index match_memory_by_supplier on match_memory (supplier_id, connection_id);
alter table match_memory enable row level security;
alter table match_memory force row level security;
create policy own_connection on match_memory to :app
  using (connection_id = (select current_setting('purser.connection_id')::connection_scope))
  with check (connection_id = (select current_setting('purser.connection_id')::connection_scope));
grant select, insert, update on match_memory to :app;
