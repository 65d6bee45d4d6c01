import { afterAll, beforeAll, expect, it } from 'vitest';
import { ESSENTIAL_SCOPES, OPTIONAL_SCOPES } from '#connections/coupa-scopes.ts';
import { updateConnection } from '#connections/update-connection.ts';
import { systemClock } from '#kernel/clock.ts';
import { getConnection } from '#mirror/operations/get-connection.ts';
import { startPoller } from '#mirror/run-poller.ts';
import type { Caller } from '#operation/operation.ts';
import { createTestDatabase, type TestDatabase } from './with-database.ts';
import { connectSandbox, type MirroredSandbox } from './with-mirrored-sandbox.ts';

let test: TestDatabase;
let here: MirroredSandbox;

let sameClient: () => Promise<void>;

beforeAll(async () => {
  test = await createTestDatabase();
  here = await connectSandbox(test, 'narrow', { invoices: 30, months: 2 });
  const { client_id: clientId, client_secret: clientSecret } = here.sandbox.env;
  // One that no client has makes Coupa refuse them all together, as a client with fewer scopes would be.
  const optionalScopes = [
    ...OPTIONAL_SCOPES.filter((scope) => scope !== 'core.budget.read'),
    'core.nothing.read',
  ];
  const credentials = { clientId, clientSecret, scopes: ESSENTIAL_SCOPES, optionalScopes };
  sameClient = () =>
    test.db.inConnection('narrow', (tx) =>
      updateConnection(tx, 'narrow', { credentials }, { ring: here.ring }),
    );
  await sameClient();
});
afterAll(async () => {
  await here.sandbox.close();
  await test.close();
});

const caller: Caller = {
  personId: 'p',
  personName: 'P',
  connectionId: 'narrow',
  permissions: new Set(['connection.read']),
  coupaUserId: undefined,
  via: 'api',
};

function page() {
  return test.db.inConnection('narrow', async (tx) =>
    getConnection.output.parse(await getConnection.run({}, caller, { tx, db: test.db, now: new Date() })),
  );
}

it('a client with fewer scopes works, and the connection page says what each missing one would unlock', async () => {
  const poller = await startPoller({
    db: test.db,
    clock: systemClock,
    coupaFor: here.coupaFor,
    processId: 'one',
  });
  const stateOf = async (name: string) =>
    (await page()).resources.find(({ resource }) => resource === name)?.state;
  const end = Date.now() + 25_000;
  while ((await stateOf('accounts')) !== 'reading' || (await stateOf('invoices')) !== 'reading') {
    if (Date.now() > end) throw new Error('It never came.');
    await systemClock.sleep(100);
  }
  await poller.stop();
  const { resources, scopes, plan } = await page();
  expect(resources.find(({ resource }) => resource === 'budget_lines')).toMatchObject({
    state: 'not_granted',
    scope: 'core.budget.read',
    granted: false,
    count: 0,
    lastReadAt: null,
    without: 'Purser cannot say whether a request fits its budget.',
  });
  expect(resources.find(({ resource }) => resource === 'accounts')).toMatchObject({
    granted: true,
    error: null,
  });
  expect(scopes.find(({ scope }) => scope === 'core.budget.read')).toMatchObject({
    granted: false,
    isEssential: false,
    unlocks: 'Shows what is left of a budget.',
  });
  expect(scopes.filter(({ isEssential, granted }) => isEssential && granted !== true)).toEqual([]);
  expect(plan.name).toBe('quick');
  const asked = await test.db.inConnection('narrow', (tx) =>
    tx.query("select 1 from watermark where resource = 'budget_lines'"),
  );
  expect(asked).toEqual([]);
}, 40_000);

it('the same client given again is asked for its scopes anew, instead of going on with a token from before', async () => {
  const tokens = () =>
    test.db.inConnection('narrow', (tx) =>
      tx.query("select name from connection_secret where name like 'coupa_token:%'"),
    );
  const scopes = async () => (await here.coupaFor('narrow')).connection.grantedScopes();
  expect(await scopes()).toContain('core.accounting.read');
  expect(await tokens()).toHaveLength(1);
  await sameClient();
  expect(await tokens()).toEqual([]);
  expect(await scopes()).toContain('core.accounting.read');
  expect(await tokens()).toHaveLength(1);
});
