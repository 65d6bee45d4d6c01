-- Anchoring: the right edge of the Merkle tree at each anchor, so that the next one and every proof need only what
-- came since. It is not trusted: it must give the signed root.
alter table audit_anchor add column edge bytea not null default '\x';

-- One look into an index a connection, however many anchors there are.
create or replace function dispatch_unanchored() returns table (connection_id text, seq bigint, anchored bigint)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select o.connection_id, o.seq, o.anchored
      from (select h.connection_id, h.seq,
                   coalesce((select a.seq from audit_anchor a where a.connection_id = h.connection_id
                              order by a.seq desc limit 1), 0) as anchored
              from audit_head h) o
     where o.seq > o.anchored
  $$;

-- The trail is looked through by kind, by person and by day.
create index audit_entry_by_what on audit_entry (connection_id, what, seq);
create index audit_entry_by_who on audit_entry (connection_id, who, seq);
create index audit_entry_by_moment on audit_entry (connection_id, at);
