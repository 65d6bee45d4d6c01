-- Every connection has the head of its audit chain from the moment it is there, so that an entry is one update and one
-- insert. The hash is what stands before the first entry.
create function open_audit_chain() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    insert into audit_head (connection_id, seq, hash)
    values (new.connection_id, 0, sha256(convert_to('purser audit chain 1' || E'\n' || new.connection_id, 'UTF8')));
    return new;
  end $$;
create trigger open_audit_chain after insert on connection for each row execute function open_audit_chain();
