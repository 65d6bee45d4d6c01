import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENTS } from '#agents/registry.ts';
import { addPolicy } from '#engine/policy.queries.ts';
import { starterPolicy } from '#engine/policy-document.ts';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import type { Operation } from '#operation/operation.ts';
import { runOperation } from '#operation/run-operation.ts';
import { permissionsOf } from '#people/roles.ts';
import { packTexts } from '#store/packed-text.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../../test/with-database.ts';
import { getRunOperation } from './get-run.ts';
import { listRunPage, type RunFilter } from './run-list.queries.ts';

const CONNECTION = 'acme';
const RUNS = 40;
let test: TestDatabase;

const inside = <T>(work: Parameters<typeof test.db.inConnection<T>>[1]): Promise<T> =>
  test.db.inConnection(CONNECTION, work);

/** Runs 1 to 40, a minute apart, over four lanes; each tenth is an exception. Two suppliers in turn. */
beforeAll(async () => {
  test = await createTestDatabase();
  await createTestConnection(test.db, CONNECTION);
  const evidence = canonicalJson({ nothing: true });
  const proposal = canonicalJson({
    headline: 'Submit for approval',
    verdict: 'matched',
    commands: [{ kind: 'invoice.submit', invoiceId: '1' }],
    tasks: [],
    reasons: [{ text: 'All agrees.', sources: ['invoice/1'] }],
    counterfactuals: [],
    exposure: { amount: '12.5', currency: 'EUR' },
  });
  await inside(async (tx) => {
    const by = { id: 'x', name: 'x' };
    await addPolicy(tx, CONNECTION, { document: starterPolicy(AGENTS), expectedVersion: 0, by });
    await tx.execute(
      `insert into invoice (connection_id, id, hash, status, invoice_number, supplier_id, supplier_name, currency,
         gross_total, document_type, exported, updated_at)
       select $1, g::text, '\\x00', 'draft', 'RE-' || lpad(g::text, 3, '0'), (g % 2)::text,
              (array['Nord Metall', 'Sud Papier'])[1 + g % 2], 'EUR', g, 'invoice', false, now()
         from generate_series(1, $2::int) g`,
      [CONNECTION, RUNS],
    );
    await tx.execute('insert into run_settings (connection_id, hash, settings) values ($1, $2, $3)', [
      CONNECTION,
      sha256('s'),
      '{"disputeReasonCode": null}',
    ]);
    await tx.execute(
      `insert into run (connection_id, agent, lane, seq, subject_id, verdict, cause, ruling, because, policy_version,
         settings_hash, code_version, evidence_hash, proposal_hash, packed, decided_at)
       select $1, 'three-way-match', g % 4, 100 + g / 4, g::text, case when g % 10 = 0 then 'exception' else 'matched' end,
              case when g % 10 = 0 then 'PRICE_OVER' end, 'ask', 'assisted', 1, $3, '1', $4, '\\x00', $5,
              timestamptz '2026-11-20 23:30:00Z' + g * interval '1 minute'
         from generate_series(1, $2::int) g`,
      [CONNECTION, RUNS, sha256('s'), sha256(evidence), packTexts([evidence, proposal])],
    );
  });
});
afterAll(() => test.close());

const list = (
  filter: Partial<RunFilter> = {},
  page: { cursor?: string; limit?: number; searchedMax?: number } = {},
) =>
  inside((tx) =>
    listRunPage(
      tx,
      CONNECTION,
      { agent: 'three-way-match', ...filter },
      { limit: 50, ...page, cursor: page.cursor },
    ),
  );

async function all(filter: Partial<RunFilter>, limit: number, searchedMax = 20_000): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await list(filter, { limit, searchedMax, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.rows.map(({ subject_id: id }) => id));
    if (page.next === null) return ids;
    cursor = page.next;
  }
}

const newestFirst = Array.from({ length: RUNS }, (_, index) => String(RUNS - index));

describe('listRunPage', () => {
  it('merges the lanes, newest first, and every page goes on where the one before ended', async () => {
    expect(await all({}, 50)).toEqual(newestFirst);
    expect(await all({}, 7)).toEqual(newestFirst);
    expect((await list({}, { limit: 1 })).rows).toMatchObject([
      { subject_id: '40', invoice_number: 'RE-040', supplier_name: 'Nord Metall', gross_total: '40' },
    ]);
  });

  it.each<[string, Partial<RunFilter>, string[]]>([
    ['a verdict', { verdict: 'exception' }, ['40', '30', '20', '10']],
    ['a cause', { cause: 'PRICE_OVER' }, ['40', '30', '20', '10']],
    ['no cause', { cause: 'none', search: 'RE-00' }, ['9', '8', '7', '6', '5', '4', '3', '2', '1']],
    ['part of a number', { search: 're-03' }, newestFirst.slice(1, 11)],
    ['an id', { search: '17' }, ['17']],
    ['a word of the supplier', { search: 'papier', verdict: 'exception' }, []],
    ['the supplier', { supplier: '0', verdict: 'exception' }, ['40', '30', '20', '10']],
    ['a ruling that never was', { ruling: 'act' }, []],
    ['signs that a pattern would read', { search: '%' }, []],
    ['another agent', { agent: 'nobody' }, []],
  ])('finds by %s', async (_case, filter, expected) => {
    expect(await all(filter, 3)).toEqual(expected);
  });

  it('looks through few at a time, says how far it came, and loses and doubles nothing', async () => {
    const first = await list({ verdict: 'exception' }, { searchedMax: 8 });
    expect(first.rows.map(({ subject_id: id }) => id)).toEqual(['40']);
    expect(first.searchedBackTo).toBe('2026-11-21T00:06:00.000Z');
    expect(await all({ verdict: 'exception' }, 50, 8)).toEqual(['40', '30', '20', '10']);
    expect(await all({ verdict: 'matched' }, 2, 8)).toEqual(newestFirst.filter((id) => !id.endsWith('0')));
    expect((await list({ from: '2026-11-21' }, { searchedMax: 40 })).next).toBe(null);
  });

  it('counts days in the time zone of the connection', async () => {
    const firstDay = newestFirst.filter((id) => Number(id) < 30);
    expect(await all({ to: '2026-11-20' }, 50)).toEqual(firstDay);
    expect(await all({ from: '2026-11-21' }, 50)).toHaveLength(RUNS - firstDay.length);
    await inside((tx) => tx.execute(`update connection set time_zone = 'Europe/Berlin'`));
    expect(await all({ from: '2026-11-21', to: '2026-11-21' }, 50)).toEqual(newestFirst);
    await inside((tx) => tx.execute(`update connection set time_zone = 'UTC'`));
  });

  it.each([
    'bm8',
    Buffer.from('["x"]').toString('base64url'),
    Buffer.from('["a","b","c","d"]').toString('base64url'),
  ])('refuses the cursor %s, which it never gave out', async (cursor) => {
    await expect(list({}, { cursor })).rejects.toThrow('The cursor is not one');
  });
});

describe('get_run', () => {
  const get = (id: string) =>
    runOperation(
      getRunOperation(AGENTS) as Operation<unknown, unknown>,
      { id },
      {
        personId: 'p',
        personName: 'Ada',
        connectionId: CONNECTION,
        permissions: permissionsOf(['viewer']),
        coupaUserId: undefined,
        via: 'screen',
      },
      { db: test.db, now: () => new Date(), recordEntry: async () => undefined },
    );

  it('shows the proposal and its evidence, and says when it cannot be made again', async () => {
    expect(await get('three-way-match.0.110')).toMatchObject({
      invoiceNumber: 'RE-040',
      headline: 'Submit for approval',
      commands: ['Submit invoice RE-040 for approval'],
      exposure: { amount: '12.50', currency: 'EUR' },
      isEvidenceIntact: true,
      replay: { isSame: false, headline: null, error: expect.any(String) },
    });
  });

  it('knows no run that is none', async () => {
    await expect(get('three-way-match.0.9')).rejects.toMatchObject({ code: 'not_found' });
    await expect(get('nonsense')).rejects.toMatchObject({ code: 'not_found' });
  });
});
