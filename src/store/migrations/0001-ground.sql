-- The ground: connections, the mirror of Coupa, the change feed, runs, approvals, commands, the audit trail.
-- Every tenant-owned table begins with connection_id. :app is the role the application works as, :dispatch owns the
-- few functions that may look across connections, and may see nothing else.

-- After a transaction the setting falls back to an empty text, not to nothing; this type makes it an error again
-- instead of an answer with no rows, so that a forgotten connection is found at once.
create domain connection_scope as text check (value <> '');

create table connection (
  connection_id text collate "C" primary key check (connection_id ~ '^[a-z][a-z0-9_]{0,40}$'),
  name text not null,
  coupa_url text not null,
  time_zone text not null default 'UTC',
  lanes int not null default 4 check (lanes between 1 and 64),
  state text not null default 'active' check (state in ('active', 'paused')),
  service_user_id text,
  writing_stopped boolean not null default false,
  writing_changed_at timestamptz,
  writing_changed_by text,
  writing_reason text,
  is_sandbox boolean not null default false,
  created_at timestamptz not null default now()
);

create table connection_secret (
  connection_id text collate "C" not null references connection,
  name text not null,
  sealed bytea not null,
  key_id text not null,
  changed_at timestamptz not null default now(),
  primary key (connection_id, name)
);

create table policy (
  connection_id text collate "C" not null references connection,
  version int not null,
  document json not null,
  changed_by text not null,
  changed_by_name text not null,
  note text,
  changed_at timestamptz not null default now(),
  primary key (connection_id, version)
);

-- The mirror. A record's content lives once per version in record_version; the tables hold what is searched and joined.
create table record_version (
  connection_id text collate "C" not null,
  kind text collate "C" not null,
  record_id text collate "C" not null,
  hash bytea not null,
  doc json not null,
  seen_at timestamptz not null default now(),
  primary key (connection_id, kind, record_id, hash)
);

create table invoice (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  status text not null,
  invoice_number text not null,
  supplier_id text collate "C",
  supplier_name text,
  currency text,
  gross_total numeric,
  invoice_date date,
  net_due_date date,
  discount_due_date date,
  entity_name text,
  document_type text not null,
  exported boolean not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (connection_id, id)
) with (fillfactor = 85);
create index invoice_by_number on invoice (connection_id, supplier_id, invoice_number);
create index invoice_by_update on invoice (connection_id, updated_at desc, id desc);

create table invoice_line (
  connection_id text collate "C" not null,
  invoice_id text collate "C" not null,
  position int not null,
  order_line_id text collate "C",
  quantity numeric,
  price numeric,
  amount numeric,
  primary key (connection_id, invoice_id, position)
);
create index invoice_line_by_order_line on invoice_line (connection_id, order_line_id) where order_line_id is not null;

create table purchase_order (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  po_number text not null,
  status text not null,
  supplier_id text collate "C",
  currency text,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (connection_id, id)
) with (fillfactor = 85);
create index purchase_order_by_number on purchase_order (connection_id, po_number);

create table purchase_order_line (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  order_id text collate "C" not null,
  primary key (connection_id, id)
);
create index purchase_order_line_by_order on purchase_order_line (connection_id, order_id);

create table receipt (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  order_id text collate "C",
  order_line_id text collate "C",
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (connection_id, id)
) with (fillfactor = 85);
create index receipt_by_order_line on receipt (connection_id, order_line_id) where order_line_id is not null;

create table supplier (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  name text not null,
  status text not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (connection_id, id)
);

create table payment_term (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  code text not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (connection_id, id)
);

create table coupa_user (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  login text not null,
  full_name text not null,
  is_active boolean not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (connection_id, id)
);

create table coupa_approval (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  approvable_type text not null,
  approvable_id text collate "C" not null,
  status text not null,
  approver_id text collate "C",
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (connection_id, id)
);
create index coupa_approval_by_document on coupa_approval (connection_id, approvable_type, approvable_id);

create table coupa_comment (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  commentable_type text not null,
  commentable_id text collate "C" not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (connection_id, id)
);
create index coupa_comment_by_document on coupa_comment (connection_id, commentable_type, commentable_id);

-- Where reading stands, one row a resource.
create table watermark (
  connection_id text collate "C" not null,
  resource text not null,
  phase text not null default 'first_load' check (phase in ('first_load', 'incremental')),
  updated_after timestamptz,
  last_id text,
  expected bigint,
  done bigint not null default 0,
  read_at timestamptz,
  failed_at timestamptz,
  error json,
  sweep_started_at timestamptz,
  swept_at timestamptz,
  reconciled_at timestamptz,
  reconcile json,
  primary key (connection_id, resource)
);

-- A record to read again soon, because somebody hinted at it or our own command changed it.
create table read_hint (
  connection_id text collate "C" not null,
  resource text not null,
  record_id text collate "C" not null,
  asked_at timestamptz not null default now(),
  reason text not null,
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  primary key (connection_id, resource, record_id)
);

-- A record Coupa sent that cannot be read; the rest of its page went on.
create table unreadable_record (
  connection_id text collate "C" not null,
  resource text not null,
  record_id text collate "C" not null,
  error json not null,
  excerpt text not null,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  attempts int not null default 1,
  primary key (connection_id, resource, record_id)
);

create table callout_door (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  name text not null,
  mode text not null check (mode in ('secret_header', 'standard_webhooks')),
  header_name text,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (connection_id, id)
);

create table callout (
  connection_id text collate "C" not null,
  door_id text collate "C" not null,
  message_id text not null,
  received_at timestamptz not null default now(),
  body_hash bytea not null,
  body bytea not null,
  content_type text,
  state text not null default 'received',
  hints int,
  primary key (connection_id, door_id, message_id)
);

-- The feed is the queue: gapless numbers in commit order, one sequence a lane.
create table feed_head (
  connection_id text collate "C" not null,
  lane int not null,
  last bigint not null default 0,
  primary key (connection_id, lane)
) with (fillfactor = 50);

create table change (
  connection_id text collate "C" not null,
  lane int not null,
  seq bigint not null,
  kind text not null,
  subject_id text collate "C" not null,
  cause text not null,
  at timestamptz not null default now(),
  primary key (connection_id, lane, seq)
);

create table feed_cursor (
  agent text collate "C" not null,
  connection_id text collate "C" not null,
  lane int not null,
  seq bigint not null default 0,
  served_at timestamptz not null default '-infinity',
  primary key (connection_id, agent, lane)
) with (fillfactor = 50);

-- How often one range was tried and failed; counted in a transaction of its own, since the failing one rolls back.
create table feed_attempt (
  connection_id text collate "C" not null,
  agent text collate "C" not null,
  lane int not null,
  seq bigint not null,
  attempts int not null,
  last_error json,
  primary key (connection_id, agent, lane)
);

create table parked_change (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  agent text collate "C" not null,
  lane int not null,
  seq bigint not null,
  kind text not null,
  subject_id text collate "C" not null,
  attempts int not null,
  error json not null,
  parked_at timestamptz not null default now(),
  retried_at timestamptz,
  retried_by text,
  primary key (connection_id, id)
);

-- One row a decision. `packed` holds the evidence and the proposal as texts (store/packed-text.ts): the bytes that were
-- hashed come back exactly, in a third of the space.
create table run (
  connection_id text collate "C" not null,
  agent text collate "C" not null,
  lane int not null,
  seq bigint not null,
  subject_id text collate "C" not null,
  verdict text not null,
  cause text,
  ruling text not null,
  because text,
  policy_version int not null,
  settings_hash bytea not null,
  code_version text not null,
  evidence_hash bytea not null,
  proposal_hash bytea not null,
  packed bytea not null,
  decided_at timestamptz not null default now(),
  primary key (connection_id, agent, lane, seq)
);
-- Packed already: compressing again would only cost time.
alter table run alter column packed set storage external;
create index run_by_subject on run (connection_id, subject_id, decided_at desc);

create table run_settings (
  connection_id text collate "C" not null,
  hash bytea not null,
  settings json not null,
  primary key (connection_id, hash)
);

create table approval (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  agent text collate "C" not null,
  lane int not null,
  seq bigint not null,
  subject_id text collate "C" not null,
  state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'superseded')),
  proposal_hash bytea not null,
  cause text,
  verdict text not null,
  headline text not null,
  commands json not null,
  tasks json not null,
  because text,
  invoice_number text not null,
  supplier_id text collate "C",
  supplier_name text,
  entity_name text,
  currency text,
  amount numeric,
  at_risk numeric,
  probability numeric,
  clock_kind text,
  clock_date date,
  assigned_to text,
  opened_at timestamptz not null default now(),
  decided_at timestamptz,
  decided_by text,
  decided_by_name text,
  reason text,
  policy_version int not null,
  primary key (connection_id, id)
);
create unique index approval_open_by_subject on approval (connection_id, agent, subject_id) where state = 'open';
create index approval_by_subject on approval (connection_id, subject_id);
create index approval_by_clock on approval (connection_id, state, clock_date, id);

create table bulk_decision (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  asked_by text not null,
  asked_by_name text not null,
  decision text not null,
  reason text,
  items json not null,
  total int not null,
  done int not null default 0,
  refused json not null default '[]',
  state text not null default 'running',
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (connection_id, id)
);

-- What will be, is being and was done in Coupa. One row is one intent; action rows tell each attempt.
create table command (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  kind text not null,
  body json not null,
  body_hash bytea not null,
  subject_id text collate "C" not null,
  origin text not null,
  origin_id text,
  asked_by text not null,
  asked_by_name text not null,
  coupa_user_id text,
  run_agent text not null,
  run_lane int not null,
  run_seq bigint not null,
  state text not null default 'queued'
    check (state in ('queued', 'sending', 'done', 'confirmed', 'failed', 'flagged', 'cancelled')),
  attempt int not null default 0,
  next_at timestamptz not null default now(),
  lease_until timestamptz,
  send_deadline timestamptz,
  may_have_effect boolean not null default false,
  effect_ref text,
  last_error json,
  queued_at timestamptz not null default now(),
  done_at timestamptz,
  confirmed_at timestamptz,
  primary key (connection_id, id)
);
create index command_due on command (next_at) where state in ('queued', 'sending');
create index command_by_subject on command (connection_id, subject_id);
create index command_unconfirmed on command (connection_id, subject_id) where state = 'done';

create table action (
  connection_id text collate "C" not null,
  command_id text collate "C" not null,
  attempt int not null,
  step text not null,
  at timestamptz not null default now(),
  outcome text,
  detail json,
  primary key (connection_id, command_id, attempt, step)
);

create table task (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  subject_id text collate "C" not null,
  origin text not null,
  title text not null,
  steps json not null,
  record text not null,
  closes_when_status text[] not null,
  state text not null default 'open' check (state in ('open', 'closed', 'dismissed')),
  assigned_to text,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  closed_by text,
  close_reason text,
  primary key (connection_id, id)
);
create unique index task_open_by_subject on task (connection_id, subject_id, title) where state = 'open';
create index task_by_state on task (connection_id, state, opened_at);

-- The trail. Entries can be added and read, never changed: the application's role has no right to.
create table audit_head (
  connection_id text collate "C" primary key,
  seq bigint not null default 0,
  hash bytea not null
) with (fillfactor = 50);

create table audit_entry (
  connection_id text collate "C" not null,
  seq bigint not null,
  at timestamptz not null,
  what text not null,
  who text not null,
  subject text,
  body text not null,
  hash bytea not null,
  primary key (connection_id, seq)
);
create index audit_entry_by_subject on audit_entry (connection_id, subject, seq) where subject is not null;

create table audit_anchor (
  connection_id text collate "C" not null,
  seq bigint not null,
  root bytea not null,
  line text not null,
  at timestamptz not null,
  primary key (connection_id, seq)
);

-- One bucket a Coupa host, shared by every process and connection that talks to it: not owned by a tenant.
create table rate_bucket (
  host text collate "C" primary key,
  next_free_at timestamptz not null default '-infinity',
  held_until timestamptz not null default '-infinity'
);

-- A process says that it lives; readiness and the operations page read it.
create table process_beat (
  process_id text primary key,
  roles text not null,
  host text not null,
  started_at timestamptz not null,
  beat_at timestamptz not null
);

-- Rights and walls.
do $$
declare
  t text;
  full_rights text[] := array['connection', 'connection_secret', 'invoice', 'invoice_line', 'purchase_order',
    'purchase_order_line', 'receipt', 'supplier', 'payment_term', 'coupa_user', 'coupa_approval', 'coupa_comment',
    'watermark', 'read_hint', 'unreadable_record', 'callout_door', 'callout', 'feed_head', 'feed_cursor',
    'feed_attempt', 'parked_change', 'approval', 'bulk_decision', 'command', 'task', 'audit_head'];
  append_only text[] := array['policy', 'record_version', 'change', 'run', 'run_settings', 'action', 'audit_entry',
    'audit_anchor'];
begin
  foreach t in array full_rights || append_only loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_connection on %I to :app using (connection_id = current_setting(''purser.connection_id'')::connection_scope) with check (connection_id = current_setting(''purser.connection_id'')::connection_scope)', t);
  end loop;
  foreach t in array full_rights loop
    execute format('grant select, insert, update, delete on %I to :app', t);
  end loop;
  foreach t in array append_only loop
    execute format('grant select, insert on %I to :app', t);
  end loop;
end $$;
revoke delete on connection, audit_head, approval, command, task from :app;
grant select, insert, update, delete on rate_bucket, process_beat to :app;

-- What may look across connections: functions of :dispatch that answer ids and nothing else.
grant select on connection, feed_head, feed_cursor, command, watermark, read_hint, bulk_decision, audit_head, audit_anchor to :dispatch;
grant update (served_at) on feed_cursor to :dispatch;
grant update (next_at) on command to :dispatch;
grant update (done) on bulk_decision to :dispatch;
create policy dispatch on connection to :dispatch using (true);
create policy dispatch on feed_head to :dispatch using (true);
create policy dispatch on feed_cursor to :dispatch using (true);
create policy dispatch on command to :dispatch using (true);
create policy dispatch on watermark to :dispatch using (true);
create policy dispatch on read_hint to :dispatch using (true);
create policy dispatch on bulk_decision to :dispatch using (true);
create policy dispatch on audit_head to :dispatch using (true);
create policy dispatch on audit_anchor to :dispatch using (true);

create function dispatch_connections() returns table (connection_id text, state text)
  language sql stable security definer set search_path = public, pg_temp
  as $$ select c.connection_id, c.state from connection c order by 1 $$;

-- The next lane with unread changes, longest unserved first; the row lock is the lease and lasts as long as the transaction.
create function dispatch_claim_lane(for_agent text)
  returns table (connection_id text, lane int, seq bigint, last bigint)
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    select c.connection_id, c.lane, c.seq, h.last
      from feed_cursor c join feed_head h using (connection_id, lane)
     where c.agent = for_agent and h.last > c.seq
     order by c.served_at limit 1 for update of c skip locked
  $$;

-- The next command whose time has come: people's before policy's, then oldest first.
create function dispatch_claim_command()
  returns table (connection_id text, id text)
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    select c.connection_id, c.id from command c join connection n using (connection_id)
     where c.state in ('queued', 'sending') and c.next_at <= clock_timestamp()
       and (c.state = 'sending' or not n.writing_stopped)
     order by (c.origin = 'policy'), c.next_at limit 1 for update of c skip locked
  $$;

create function dispatch_next_command_at() returns timestamptz
  language sql stable security definer set search_path = public, pg_temp
  as $$ select min(next_at) from command where state in ('queued', 'sending') $$;

create function dispatch_unanchored() returns table (connection_id text, seq bigint, anchored bigint)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select h.connection_id, h.seq, coalesce(max(a.seq), 0)
      from audit_head h left join audit_anchor a using (connection_id)
     group by h.connection_id, h.seq having h.seq > coalesce(max(a.seq), 0)
  $$;

create function dispatch_claim_bulk() returns table (connection_id text, id text)
  language sql volatile security definer set search_path = public, pg_temp
  as $$
    select b.connection_id, b.id from bulk_decision b where b.state = 'running'
     order by b.started_at limit 1 for update skip locked
  $$;

do $$
declare f text;
begin
  foreach f in array array['dispatch_connections()', 'dispatch_claim_lane(text)', 'dispatch_claim_command()',
    'dispatch_next_command_at()', 'dispatch_unanchored()', 'dispatch_claim_bulk()'] loop
    execute format('alter function %s owner to :dispatch', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to :app', f);
  end loop;
end $$;
