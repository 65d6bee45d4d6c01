import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';

/** Tables that belong to the installation and hold no row of a tenant, each with the reason. */
const NOT_TENANT_OWNED: Readonly<Record<string, string>> = {
  purser_migration: 'which migrations ran',
  rate_bucket: 'one bucket a Coupa host, shared by every connection that talks to it',
  process_beat: 'which processes live',
  person: 'one human being for the whole installation; what they may do is a member row of one connection',
  person_session: 'who is signed in in which browser; reaches the connections they are a member of',
  person_second_factor: 'belongs to the person, not to a connection',
  sign_in_attempt: 'counts of attempts by hashed account or address',
  installation: 'one row: the first administrator exists',
};

let test: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  test = await createTestDatabase();
  owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  await createTestConnection(test.db, 'acme');
  await createTestConnection(test.db, 'umbra');
});
afterAll(async () => {
  await owner.end();
  await test.close();
});

interface TableFact {
  name: string;
  first_column: string;
  key_first: string | null;
  enabled: boolean;
  forced: boolean;
  owner: string;
  policies: string[];
}

async function tables(): Promise<TableFact[]> {
  const { rows } = await owner.query<TableFact>(`
    select c.relname as name, pg_get_userbyid(c.relowner) as owner, c.relrowsecurity as enabled,
           c.relforcerowsecurity as forced,
           (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = 1) as first_column,
           (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
             where i.indrelid = c.oid and i.indisprimary) as key_first,
           array(select p.polname::text from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname = 'public'`);
  return rows;
}

it('every tenant-owned table begins with connection_id and is under forced row level security', async () => {
  const faults = (await tables())
    .filter((table) => NOT_TENANT_OWNED[table.name] === undefined)
    .filter(
      (table) =>
        !(table.enabled && table.forced && table.policies.includes('own_connection')) ||
        table.key_first !== 'connection_id' ||
        !['connection_id', 'agent'].includes(table.first_column),
    )
    .map((table) => table.name);
  expect(faults).toEqual([]);
});

it('the application’s role owns nothing, is no superuser and cannot pass row level security', async () => {
  const app = new URL(test.appUrl).username;
  const { rows } = await owner.query(
    'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = $1',
    [app],
  );
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }]);
  const owned = await owner.query(
    'select relname from pg_class where pg_get_userbyid(relowner) = $1 union all select proname from pg_proc where pg_get_userbyid(proowner) = $1',
    [app],
  );
  expect(owned.rows).toEqual([]);
  const member = await owner.query('select 1 from pg_auth_members m where pg_get_userbyid(m.member) = $1', [
    app,
  ]);
  expect(member.rows).toEqual([]);
});

it('only the named functions look across connections, and they answer ids and numbers', async () => {
  const { rows } = await owner.query<{ name: string; owner: string; result: string }>(
    `select proname as name, pg_get_userbyid(proowner) as owner, pg_get_function_result(oid) as result
       from pg_proc where prosecdef and pronamespace = 'public'::regnamespace order by 1`,
  );
  expect(rows.every((row) => row.owner.startsWith('purser_dispatch_'))).toBe(true);
  const leaks = rows.filter((row) => /json|bytea/.test(row.result));
  expect(leaks).toEqual([]);
});

it('shows no row of another connection, and refuses to answer without one', async () => {
  const seen = await test.db.inConnection('acme', (tx) =>
    tx.query<{ connection_id: string }>('select connection_id from connection'),
  );
  expect(seen).toEqual([{ connection_id: 'acme' }]);
  await expect(test.db.inDispatch((tx) => tx.query('select * from connection'))).rejects.toThrow(
    /purser.connection_id|connection_scope/,
  );
  await expect(
    test.db.inConnection('acme', (tx) =>
      tx.execute("insert into supplier values ('umbra', '1', '\\x00', 'n', 'active', now(), null)"),
    ),
  ).rejects.toThrow(/row-level security/);
});

it('leaves nothing of a connection behind in the pool', async () => {
  await test.db.inConnection('acme', (tx) => tx.query('select 1'));
  for (let i = 0; i < 10; i += 1) {
    await expect(test.db.pool.query('select count(*) from connection')).rejects.toThrow();
  }
});

it('lets nobody change or delete an audit entry, a run, a change or an earlier policy', async () => {
  for (const table of [
    'audit_entry',
    'run',
    'change',
    'policy',
    'record_version',
    'action',
    'audit_anchor',
  ]) {
    for (const statement of [`delete from ${table}`, `update ${table} set connection_id = 'acme'`]) {
      await expect(
        test.db.inConnection('acme', (tx) => tx.execute(statement)),
        statement,
      ).rejects.toThrow(/permission denied/);
    }
  }
});
