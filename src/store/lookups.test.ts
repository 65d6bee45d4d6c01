import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';

let test: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  test = await createTestDatabase();
  await createTestConnection(test.db, 'acme');
  owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await test.close();
});

interface Key {
  table: string;
  key: string;
  columns: string[];
  types: string[];
}

it('looks one row up by its key in a new database, before there are any statistics', async () => {
  const { rows: keys } = await owner.query<Key>(`
    select c.relname as table, i.relname as key, array_agg(a.attname::text order by k.place) as columns,
           array_agg(format_type(a.atttypid, null) order by k.place) as types
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
      join pg_namespace n on n.oid = c.relnamespace
      cross join lateral unnest(x.indkey) with ordinality k (number, place)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
     where x.indisprimary and n.nspname = 'public' and has_table_privilege('${appRole()}', c.oid, 'select')
     group by 1, 2 order by 1`);
  const chosen = await test.db.inConnection('acme', async (tx) => {
    await tx.execute('set local plan_cache_mode = force_generic_plan');
    const found: [table: string, index: string][] = [];
    for (const { table, columns, types } of keys) {
      const conditions = columns.map((column, place) => `${column} = $${place + 1}::${types[place]}`);
      await tx.execute(
        `prepare look_up_${table} as select 1 from ${table} where ${conditions.join(' and ')}`,
      );
      const plan = await tx.queryArrays(`explain execute look_up_${table} (${columns.map(() => 'null')})`);
      found.push([table, /using (\w+)/.exec(plan.join('\n'))?.[1] ?? 'no index']);
    }
    return found;
  });
  expect(chosen.length).toBeGreaterThan(20);
  expect(Object.fromEntries(chosen)).toEqual(Object.fromEntries(keys.map(({ table, key }) => [table, key])));
});

function appRole(): string {
  return decodeURIComponent(new URL(test.appUrl).username);
}
