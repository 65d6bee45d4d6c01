-- People: who may sign in, to which connection, as what. A person is one for the whole installation; what they may
-- do is a membership of one connection. person, person_session, person_second_factor, sign_in_attempt and installation belong to
-- no tenant and carry no connection_id; member and api_token do, behind row level security like every tenant's table.

create table person (
  person_id text collate "C" primary key,
  email text collate "C" not null unique check (email = lower(email)),
  name text not null,
  password_hash text not null,
  password_changed_at timestamptz not null,
  created_at timestamptz not null,
  last_seen_at timestamptz
);

-- The one row says that the first administrator exists; its primary key lets exactly one of two setups win.
create table installation (
  only_one boolean primary key default true check (only_one),
  set_up_at timestamptz not null,
  set_up_by text collate "C" not null
);

create table person_second_factor (
  person_id text collate "C" primary key references person,
  sealed_secret bytea not null,
  started_at timestamptz not null,
  confirmed_at timestamptz,
  -- The time step of the last code that was accepted: a code is good once.
  last_step bigint not null default 0,
  backup_code_hashes bytea[] not null default '{}'
);

-- The cookie's token is known to the browser alone; here lies its hash.
create table person_session (
  token_hash bytea primary key,
  session_id text collate "C" not null unique,
  person_id text collate "C" not null references person,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  ends_at timestamptz not null,
  address text not null
);
create index person_session_by_person on person_session (person_id);

-- Failed and running attempts by hashed account or address, in fixed windows.
create table sign_in_attempt (
  subject bytea primary key,
  window_started_at timestamptz not null,
  attempts int not null
) with (fillfactor = 70);
create index sign_in_attempt_by_age on sign_in_attempt (window_started_at);

create table member (
  connection_id text collate "C" not null references connection,
  person_id text collate "C" not null references person,
  roles text[] not null,
  coupa_user_id text collate "C",
  active boolean not null default true,
  added_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (connection_id, person_id)
);
-- Two people who were one in Coupa could approve each other's requests.
create unique index member_by_coupa_user on member (connection_id, coupa_user_id) where coupa_user_id is not null;
create index member_by_person on member (person_id);

create table api_token (
  connection_id text collate "C" not null,
  id text collate "C" not null,
  person_id text collate "C" not null,
  name text not null,
  hash bytea not null,
  permissions text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (connection_id, id),
  foreign key (connection_id, person_id) references member (connection_id, person_id)
);
create unique index api_token_by_hash on api_token (connection_id, hash);
create index api_token_by_person on api_token (connection_id, person_id);

do $$
declare t text;
begin
  foreach t in array array['member', 'api_token'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_connection on %I to :app using (connection_id = current_setting(''purser.connection_id'')) with check (connection_id = current_setting(''purser.connection_id''))', t);
  end loop;
end $$;
grant select, insert, update on person, member, api_token to :app;
grant select, insert on installation to :app;
grant select, insert, update, delete on person_second_factor, person_session, sign_in_attempt to :app;

-- Where one person is an active member: asked at each request, before it is known which connection it is about.
grant select on member to :dispatch;
create policy dispatch on member to :dispatch using (true);
create function dispatch_memberships(of_person text)
  returns table (connection_id text, name text, coupa_url text, is_sandbox boolean, roles text[], coupa_user_id text)
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select m.connection_id, c.name, c.coupa_url, c.is_sandbox, m.roles, m.coupa_user_id
      from member m join connection c using (connection_id)
     where m.person_id = of_person and m.active
     order by c.name, c.connection_id
  $$;
alter function dispatch_memberships(text) owner to :dispatch;
revoke all on function dispatch_memberships(text) from public;
grant execute on function dispatch_memberships(text) to :app;
