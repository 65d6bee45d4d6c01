-- What reading, fanning out and listing need beyond the ground.

-- When the read began that gave a record its present content, by the database's clock: a read that began earlier and
-- arrives later must not win, whatever the clock of the source says.
do $$
declare t text;
begin
  foreach t in array array['invoice', 'purchase_order', 'receipt', 'supplier', 'payment_term', 'coupa_user',
    'coupa_approval', 'coupa_comment'] loop
    execute format('alter table %I add column read_at timestamptz not null default now()', t);
  end loop;
end $$;

-- Which of two open invoices on one order line came first.
alter table invoice add column created_at timestamptz;

-- A line may name its order by id or by number alone; the invoice still rests on that order.
alter table invoice_line add column order_id text collate "C";
alter table invoice_line add column po_number text collate "C";
create index invoice_line_by_order on invoice_line (connection_id, order_id) where order_id is not null;
create index invoice_line_by_po_number on invoice_line (connection_id, po_number)
  where po_number is not null and order_line_id is null;
