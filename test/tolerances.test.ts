import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchInvoice } from '#domain/matching/three-way-match.ts';
import { STARTER_POLICY, type TolerancePolicy } from '#domain/matching/tolerance.ts';
import { readMatchInput } from '#doors/cli/match-input.ts';
import { type WatchedSandbox, watchSandbox } from './with-watched-sandbox.ts';

const AT = '/api/agents/three-way-match/tolerances';
let watched: WatchedSandbox;

beforeAll(async () => {
  watched = await watchSandbox();
  await watched.turn();
  await watched.decide();
}, 120_000);
afterAll(() => watched?.close());

const inForce = () => watched.see(AT);
const save = (document: unknown, expectedVersion: number, reason = 'asked for by purchasing') =>
  watched.send('PUT', AT, { document, expectedVersion, reason });
const wider: TolerancePolicy = {
  ...STARTER_POLICY,
  limits: { ...STARTER_POLICY.limits, priceOver: { mode: 'cap', rate: '0.03', amount: '60' } },
};
const contradictory: TolerancePolicy = {
  ...STARTER_POLICY,
  scoped: [
    { name: 'Nord', supplierIds: ['5'], limits: { priceOver: { mode: 'rate', rate: '0.02' } } },
    { supplierIds: ['5'], limits: { priceOver: { mode: 'rate', rate: '0.03' } } },
  ],
};

describe('before anything was changed', () => {
  it('the starter policy holds, and says that nobody set it', async () => {
    expect(await inForce()).toMatchObject({
      agent: 'three-way-match',
      version: 1,
      document: STARTER_POLICY,
      isSet: false,
    });
    expect((await watched.see(`${AT}/versions`)).rows).toMatchObject([{ version: 1, changes: [] }]);
  });

  it('each limit tells what it let through and refused among the invoices decided', async () => {
    const effect = await watched.see(`${AT}/effect`);
    const [{ count }] = (await watched.rows('select count(distinct subject_id)::int as count from run')) as [
      { count: number },
    ];
    expect(effect).toMatchObject({ days: 30, invoices: count, of: count });
    const { matched, within_tolerance, exception } = effect.outcomes;
    expect(matched + within_tolerance + exception).toBe(count);
    expect(
      effect.rows.some((row: { limit: string; refused: { invoices: number } }) => row.refused.invoices > 0),
    ).toBe(true);
    for (const row of effect.rows) {
      expect(row.tolerated.differences + row.refused.differences).toBeGreaterThan(0);
      expect(row.tolerated.differences).toBeGreaterThanOrEqual(row.tolerated.invoices);
    }
  });

  it('tolerances that allow everything would let everything through, and asking changes nothing', async () => {
    const unlimited = { mode: 'unlimited' } as const;
    const open: TolerancePolicy = {
      ...STARTER_POLICY,
      limits: {
        priceOver: unlimited,
        priceUnder: unlimited,
        quantityOverReceived: unlimited,
        quantityOverOrdered: unlimited,
        lineAmountOver: unlimited,
        freightOver: unlimited,
        handlingOver: unlimited,
        miscChargeOver: unlimited,
      },
      documentCap: '999999999',
      orderToDateOver: unlimited,
    };
    const { status, body } = await watched.send('POST', `${AT}/try`, { document: open });
    expect(status).toBe(200);
    const judged = body.rows.filter(
      ({ limit }: { limit: string }) => limit !== 'rounding' && limit !== 'tax',
    );
    expect(judged.length).toBeGreaterThan(0);
    expect(
      judged.every(({ refused }: { refused: { differences: number } }) => refused.differences === 0),
    ).toBe(true);
    expect(await inForce()).toMatchObject({ version: 1 });
  });

  it('no other invoice than those of these days is looked at', async () => {
    // In the connection's own table nothing is older, so that the days asked for are all that is bounded.
    expect((await watched.send('GET', `${AT}/effect?days=0`)).status).toBe(400);
    expect(await watched.see(`${AT}/effect?days=1`)).toMatchObject({ days: 1 });
  });
});

describe('a draft', () => {
  it('is told what it would change', async () => {
    const { body } = await watched.send('POST', `${AT}/check`, { document: wider });
    expect(body).toEqual({
      faults: [],
      id: expect.stringMatching(/^[0-9a-f]{12}$/),
      changes: ['Price above the order: 2 % up to 50.00 → 3 % up to 60.00'],
    });
  });

  it('is told both rules that contradict each other, and where', async () => {
    const { status, body } = await watched.send('POST', `${AT}/check`, { document: contradictory });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: null, faults: [{ path: ['scoped', 1, 'limits', 'priceOver'] }] });
    expect(body.faults[0].says).toContain('The rule "Nord" (rule 1) and rule 2 are about the same');
  });
});

describe('a change', () => {
  it('that contradicts itself is refused, by whatever way it comes', async () => {
    const direct = await save(contradictory, 1);
    expect([direct.status, direct.body.code]).toEqual([400, 'invalid_input']);
    expect(direct.body.detail).toContain('The rule "Nord" (rule 1) and rule 2');
    const { policy } = await watched.see('/api/settings');
    const document = structuredClone(policy.document);
    document.agents['three-way-match'].settings.tolerances = contradictory;
    const whole = await watched.send('PUT', '/api/policy', { document, expectedVersion: 1 });
    expect([whole.status, whole.body.code]).toEqual([400, 'invalid_input']);
    expect(whole.body.detail).toContain('and rule 2 are about the same');
  });

  it.each([
    ['without a reason', { document: wider, expectedVersion: 1 }],
    ['of nothing', { document: STARTER_POLICY, expectedVersion: 1, reason: 'why not' }],
    ['that is no policy', { document: 'two percent', expectedVersion: 1, reason: 'why not' }],
  ])('%s is refused', async (_case, input) => {
    expect((await watched.send('PUT', AT, input)).status).toBe(400);
  });

  it('that began from another version is refused', async () => {
    const { status, body } = await save(wider, 7);
    expect([status, body.code]).toEqual([409, 'policy_changed']);
  });

  it('is a new version with its reason, stands in the trail in words, and is exported as match takes it', async () => {
    const before = await inForce();
    const { status, body } = await save(wider, 1);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: 2,
      changes: ['Price above the order: 2 % up to 50.00 → 3 % up to 60.00'],
    });
    expect(await inForce()).toMatchObject({
      version: 2,
      id: body.id,
      document: wider,
      isSet: true,
      note: 'asked for by purchasing',
    });
    const { rows } = await watched.see(`${AT}/versions`);
    expect(rows).toMatchObject([
      { version: 2, id: body.id, changes: body.changes, note: 'asked for by purchasing' },
      { version: 1, id: before.id, changes: [] },
    ]);
    const [entry] = await watched.rows<{ body: string }>(
      "select body from audit_entry where what = 'tolerances_changed' order by seq desc limit 1",
    );
    expect(JSON.parse(entry?.body ?? '{}')).toMatchObject({
      text: expect.stringContaining('Price above the order: 2 % up to 50.00 → 3 % up to 60.00'),
      data: { tolerances: body.id, reason: 'asked for by purchasing', version: 2 },
    });
    const exported = await watched.see(`${AT}/export`);
    const match = readMatchInput(
      JSON.stringify({ invoice: { id: 1, 'invoice-lines': [] }, tolerances: exported }),
      'test',
    );
    expect(match.policy).toEqual(wider);
    expect(matchInvoice(match).outcome).toBeDefined();
    expect(await watched.see(`${AT}/export?version=1`)).toEqual(STARTER_POLICY);
    expect((await watched.send('GET', `${AT}/export?version=9`)).status).toBe(404);
  });

  it('of the agent’s other settings is no version of the tolerances, and keeps them', async () => {
    const { policy } = await watched.see('/api/settings');
    const document = structuredClone(policy.document);
    document.agents['three-way-match'].settings.commentOnExceptions = false;
    const { status } = await watched.send('PUT', '/api/policy', { document, expectedVersion: 2 });
    expect(status).toBe(200);
    expect(
      (await watched.see(`${AT}/versions`)).rows.map(({ version }: { version: number }) => version),
    ).toEqual([2, 1]);
    expect(await inForce()).toMatchObject({ version: 3, document: wider });
  });
});

describe('a decision', () => {
  it('shows the id of the tolerances it was made under, on its page and in the trail', async () => {
    const [entry] = await watched.rows<{ subject: string; body: string }>(
      "select subject, body from audit_entry where what = 'run_decided' order by seq limit 1",
    );
    const starter = (await watched.see(`${AT}?version=1`)).id;
    expect(JSON.parse(entry?.body ?? '{}').data).toMatchObject({ policy: 1, tolerances: starter });
    const shown = await watched.see(`/api/invoices/${entry?.subject.replace('invoice/', '')}`);
    expect(shown.runs.at(-1)).toMatchObject({ policyVersion: 1, tolerancesId: starter });
    expect(shown.proof).toMatchObject({ tolerancesId: starter });
  });
});

it('the schema is served, and an agent that is none has no tolerances', async () => {
  expect(await watched.see('/api/tolerances/schema')).toMatchObject({ type: 'object' });
  expect((await watched.send('GET', '/api/agents/nobody/tolerances')).status).toBe(404);
});
