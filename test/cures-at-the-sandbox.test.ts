import { afterAll, beforeAll, expect, it } from 'vitest';
import { threeWayMatch } from '#agents/three-way-match/agent.ts';
import { analyse, matchInputOf } from '#agents/three-way-match/analyse.ts';
import { gather } from '#agents/three-way-match/gather.ts';
import { settings as schema } from '#agents/three-way-match/settings.ts';
import { explainMatch } from '#domain/matching/explain-match.ts';
import { systemClock } from '#kernel/clock.ts';
import { createConnectionPoll, type ObservedLook } from '#mirror/poll-connection.ts';
import { createSources } from '#mirror/sources.ts';
import { createTestDatabase, type TestDatabase } from './with-database.ts';
import { connectSandbox, type MirroredSandbox } from './with-mirrored-sandbox.ts';

let test: TestDatabase;
let here: MirroredSandbox;

beforeAll(async () => {
  test = await createTestDatabase();
  here = await connectSandbox(test, 'halden', { invoices: 900, months: 6 });
});
afterAll(async () => {
  await here.sandbox.close();
  await test.close();
});

it('wrong prices of the sandbox are explained by contracts, refused by those that ended, and by words of buyers', async () => {
  const looks: ObservedLook[] = [];
  const { reader } = await here.coupaFor(here.connectionId);
  const observe = (look: ObservedLook) => void looks.push(look);
  const deps = { db: test.db, clock: systemClock, reader, observe };
  await createConnectionPoll(here.connectionId, deps).turn();
  expect(looks.filter(({ error }) => error !== undefined)).toEqual([]);

  const prices = here.sandbox.truth.filter(({ code }) => code.startsWith('PRICE_'));
  const settings = schema.parse({});
  const told = await test.db.inConnection(here.connectionId, async (tx) => {
    const ids = prices.map(({ invoice_id: id }) => id);
    const sources = createSources(tx, here.connectionId, { invoiceIds: ids });
    const ladders = await Promise.all(
      ids.map(async (id) => {
        const evidence = await gather({ kind: 'invoice', id }, sources);
        if (evidence === undefined) throw new Error(`Invoice ${id} is not in the mirror.`);
        const { match } = analyse(evidence, settings);
        expect(match.outcome).toBe('exception');
        return explainMatch(matchInputOf(evidence, settings), match).ladders;
      }),
    );
    return ladders.flat().flatMap(({ code, steps }) => (code.startsWith('PRICE_') ? steps : []));
  });
  const said = (rung: string, found: string) =>
    told.filter((step) => step.rung === rung && step.found === found).map(({ says }) => says);
  expect(said('contract_price', 'helps').length).toBeGreaterThan(0);
  expect(said('contract_price', 'nothing').some((says) => says.includes('but it ended on'))).toBe(true);
  expect(said('price_change', 'helps').length).toBeGreaterThan(0);
  expect(said('contract_price', 'not_here')).toEqual([]);
  expect(said('price_change', 'not_here')).toEqual([]);
  expect(threeWayMatch.coupaScopes).toContain('core.contract.read');
});
