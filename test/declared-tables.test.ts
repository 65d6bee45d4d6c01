import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COUPA_RESOURCES } from '#coupa/resources/all-resources.ts';
import { PLANS, planCost } from '#coupa/resources/plan.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { applyPage } from '#mirror/apply-page.ts';
import { RECORD_TABLES } from '#mirror/record-table.ts';
import { RESOURCES } from '#mirror/resources.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from './with-database.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
  await createTestConnection(test.db, 'acme');
  await createTestConnection(test.db, 'umbra');
});
afterAll(() => test.close());

const READ_AT = '2026-04-01T10:00:00.000Z';

it.each(RESOURCES.map((resource) => [resource.name, resource] as const))(
  '%s: the table takes a record that says nothing, and shows it to no other connection',
  async (name, { kind, parse }) => {
    // A step or a comment is one of something, or none at all.
    const blank: ExactJson = { id: '90071992547409931', 'approvable-id': '1', 'commentable-id': '1' };
    const read = await test.db.inConnection('acme', (tx) =>
      applyPage(tx, 'acme', { kind, records: [parse(blank, name)], readAt: READ_AT }),
    );
    expect(read.added).toEqual(['90071992547409931']);
    const seenBy = (connectionId: string) =>
      test.db.inConnection(connectionId, (tx) => tx.query<{ id: string }>(`select id from ${kind}`));
    expect(await seenBy('acme')).toEqual([{ id: '90071992547409931' }]);
    expect(await seenBy('umbra')).toEqual([]);
  },
);

it('each table has exactly the columns that its declaration names', async () => {
  const rows = await test.db.inConnection('acme', (tx) =>
    tx.query<{ table: string; columns: string[] }>(
      `select c.table_name as table, array_agg(c.column_name::text || ' ' || c.data_type::text order by c.ordinal_position) as columns
         from information_schema.columns c where c.table_schema = 'public' group by 1`,
    ),
  );
  const here = new Map(rows.map(({ table, columns }) => [table, columns]));
  const fixed = new Set(['connection_id', 'id', 'hash', 'updated_at', 'read_at', 'deleted_at']);
  const types: Record<string, string> = { timestamptz: 'timestamp with time zone' };
  for (const { kind, isEvidence } of RESOURCES) {
    if (isEvidence) continue;
    const found = (here.get(kind) ?? []).filter((column) => !fixed.has(column.split(' ')[0] ?? ''));
    const declared = RECORD_TABLES[kind].columns.map(([column, type]) => `${column} ${types[type] ?? type}`);
    expect(found, kind).toEqual(declared);
  }
  expect(COUPA_RESOURCES).toHaveLength(RESOURCES.length);
});

it('docs/mirror.md names every list beside its scope, and what the plans cost', () => {
  const lines = readFileSync('docs/mirror.md', 'utf8').split('\n');
  for (const { scope, title, pace } of COUPA_RESOURCES) {
    const row = lines.find((line) => line.startsWith(`| \`${scope}\``)) ?? '';
    const named = row
      .split('|')[3]
      ?.split(',')
      .map((one) => one.trim());
    expect(named, scope).toContain(pace === 'hot' ? `${title} *` : title);
  }
  for (const name of ['standard', 'quick'] as const) {
    const { requestsPerHour, shareOfLimit } = planCost(PLANS[name]);
    const row = lines.find((line) => line.startsWith(`| ${name} `));
    expect(row).toContain(`| ${Math.round(requestsPerHour).toLocaleString('en')} |`);
    expect(row).toContain(`| ${(shareOfLimit * 100).toFixed(2)} % |`);
  }
});
