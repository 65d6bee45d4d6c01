import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CoupaConnection } from '#coupa/client/connect.ts';
import { changedSince, type PageCursor, recordKey } from '#coupa/client/read/page-cursor.ts';
import { createCoupaReader } from '#coupa/client/read/reader.ts';
import { type IdRange, streamRecords } from '#coupa/client/read/stream.ts';
import { connectTo } from '#coupa/client/test-coupa.ts';
import { createCoupaWriter, type WriteOptions } from '#coupa/client/write.ts';
import { parseCoupaApproval } from '#coupa/convert/coupa-approval.ts';
import { parseCoupaComment } from '#coupa/convert/coupa-comment.ts';
import { parseCoupaUser } from '#coupa/convert/coupa-user.ts';
import { parseCoupaInvoice } from '#coupa/convert/invoice.ts';
import { parseCoupaPaymentTerm } from '#coupa/convert/payment-term.ts';
import { parseCoupaPurchaseOrder } from '#coupa/convert/purchase-order.ts';
import { parseCoupaReceipt } from '#coupa/convert/receipt.ts';
import { parseCoupaSupplier } from '#coupa/convert/supplier.ts';
import { fieldsOf } from '#coupa/schema/fields.ts';
import { coupaInvoice } from '#coupa/schema/invoice.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import type { Fault } from '../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/start-sandbox.ts';

/** Above 2^53: whoever loses a digit reads another invoice. */
const FIRST_INVOICE_ID = '9007199254740993';
let sandbox: Sandbox;
let coupa: CoupaConnection;

beforeAll(async () => {
  sandbox = await startSandbox({
    invoices: 220,
    months: 3,
    hasRateLimit: false,
    firstInvoiceId: FIRST_INVOICE_ID,
  });
  coupa = connect();
});
afterEach(() => sandbox.faults.set([]));
afterAll(() => sandbox.close());

function connect(scopes: readonly string[] = sandbox.env.scope_all.split(' ')): CoupaConnection {
  const { client_id: clientId, client_secret: clientSecret } = sandbox.env;
  return connectTo(sandbox, { credentials: { clientId, clientSecret, scopes } });
}

async function readAll(resource: string, fields?: string): Promise<ExactJson[]> {
  const found: ExactJson[] = [];
  const request = { resource, concurrency: 3, ...(fields === undefined ? {} : { fields }) };
  for await (const page of streamRecords(createCoupaReader(coupa), request)) found.push(...page.records);
  return found;
}

const idOf = (record: ExactJson): string => recordKey(record).id ?? '';
const soon = (): WriteOptions => ({ deadline: coupa.clock.now().getTime() + 120_000, timeoutMs: 150 });

describe('reading a company', () => {
  it.each([
    ['suppliers', parseCoupaSupplier],
    ['payment_terms', parseCoupaPaymentTerm],
    ['users', parseCoupaUser],
    ['purchase_orders', parseCoupaPurchaseOrder],
    ['receiving_transactions', parseCoupaReceipt],
    ['approvals', parseCoupaApproval],
    ['comments', parseCoupaComment],
    ['invoices', parseCoupaInvoice],
  ])('%s: every record can be read, and none comes twice', async (resource, parse) => {
    const records = await readAll(resource);
    const parsed = records.map((record) => parse(record, `${resource} ${idOf(record)}`));
    expect(parsed.length).toBeGreaterThan(3);
    expect(new Set(parsed.map(({ id }) => id)).size).toBe(parsed.length);
  });

  it('asking for the fields we read gives the same invoices as asking for everything', async () => {
    const byId = (records: readonly ExactJson[]): Invoice[] =>
      records.map((record) => parseCoupaInvoice(record, 'invoice')).sort((a, b) => (a.id < b.id ? -1 : 1));
    const [slim, whole] = [await readAll('invoices', fieldsOf(coupaInvoice)), await readAll('invoices')];
    expect(byId(slim)).toEqual(byId(whole));
    expect(JSON.stringify(slim).length).toBeLessThan(JSON.stringify(whole).length);
  });

  it('ids above 2^53 come to the digit, and lead back to their record', async () => {
    const ids = (await readAll('invoices')).map(idOf);
    expect(ids).toContain(FIRST_INVOICE_ID);
    const found = await createCoupaReader(coupa).get({ resource: 'invoices', id: FIRST_INVOICE_ID });
    expect(idOf(found ?? null)).toBe(FIRST_INVOICE_ID);
  });

  it('what changed since a time is what a first load dates at or after it', async () => {
    const all = (await readAll('invoices')).map(recordKey);
    const middle = all.map(({ updatedAt = '' }) => updatedAt).sort()[Math.floor(all.length / 2)] ?? '';
    const seen = new Set<string>();
    let cursor: PageCursor = changedSince(middle);
    for (let isLast = false; !isLast; ) {
      const page = await createCoupaReader(coupa).listPage({ resource: 'invoices', cursor });
      for (const record of page.records) seen.add(idOf(record));
      ({ next: cursor, isLast } = page);
    }
    const expected = all.filter(({ updatedAt = '' }) => updatedAt >= middle).map(({ id = '' }) => id);
    expect([...seen].sort()).toEqual(expected.sort());
  });

  it('a scope that is missing is named', async () => {
    const narrow = createCoupaReader(connect(['core.invoice.read']));
    expect(await narrow.newest({ resource: 'invoices' })).toEqual({
      id: expect.stringMatching(/^\d+$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    await expect(narrow.newest({ resource: 'suppliers' })).rejects.toMatchObject({
      code: 'coupa_forbidden',
      message: expect.stringContaining('core.supplier.read'),
    });
    await expect(connect(['core.moon.read']).grantedScopes()).rejects.toMatchObject({
      code: 'coupa_forbidden',
    });
  });

  it('in bad weather is still complete, going on where it broke off', async () => {
    const clear = (await readAll('invoices')).map(idOf).sort();
    const kinds = ['error-before', 'too-many', 'reset-before', 'truncated', 'html', 'expired-token'] as const;
    sandbox.faults.set(kinds.map((kind) => ({ kind, probability: 0.08, match: { path: '^/api/' } })));
    const found: string[] = [];
    let remaining: readonly IdRange[] | undefined;
    for (let tries = 0; tries < 60 && remaining?.length !== 0; tries += 1) {
      const request = {
        resource: 'invoices',
        concurrency: 3,
        ...(remaining === undefined ? {} : { remaining }),
      };
      try {
        for await (const page of streamRecords(createCoupaReader(connect()), request)) {
          found.push(...page.records.map(idOf));
          ({ remaining } = page);
        }
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: expect.stringMatching(/^coupa_/) });
      }
    }
    expect(found.sort()).toEqual(clear);
  });
});

describe('writing', () => {
  const effects = (path: string): number =>
    sandbox.ledger().filter((entry) => entry.path.startsWith(path)).length;

  it('each command does in Coupa what it says', async () => {
    const invoices = (await readAll('invoices')).map((record) => parseCoupaInvoice(record, 'invoice'));
    const inStatus = (status: string): string =>
      invoices.find((invoice) => invoice.status === status)?.id ?? '';
    const writer = createCoupaWriter(coupa);
    const reader = createCoupaReader(coupa);
    const read = async (id: string): Promise<Invoice> =>
      parseCoupaInvoice((await reader.get({ resource: 'invoices', id })) ?? null, 'invoice');

    const draft = inStatus('draft');
    expect(await writer.submitInvoice(draft, soon())).toMatchObject({ kind: 'done' });
    expect((await read(draft)).status).not.toBe('draft');
    expect(await writer.submitInvoice(draft, soon())).toMatchObject({
      kind: 'refused',
      code: 'coupa_refused',
    });

    const pending = inStatus('pending_receipt');
    expect(await writer.revalidateTolerances(pending, soon())).toMatchObject({ kind: 'done' });
    const dispute = { reasonCode: 'INCORRECT-QUANTITY', comment: 'Billed 30, received 20.' };
    const noReason = { ...dispute, reasonCode: 'NO-SUCH-REASON' };
    expect(await writer.disputeInvoice(pending, noReason, soon())).toMatchObject({ kind: 'refused' });

    const text = 'Größer als “erlaubt” <b>\u{1F680}';
    expect(await writer.addComment(pending, text, soon())).toMatchObject({ kind: 'done' });
    const comments = await reader.listPage({
      resource: `invoices/${pending}/comments`,
      cursor: { by: 'id', after: '0' },
    });
    const texts = comments.records.map((record) => parseCoupaComment(record, 'comment').text);
    expect(texts).toContain(text);

    await writer.setCustomField(pending, { name: 'purser-reference', value: 'act_01' }, soon());
    expect((await read(pending)).customFields['purser-reference']).toBe('act_01');
  });

  it('a pending approval is decided, and the answer is the invoice, not the approval', async () => {
    const approvals = (await readAll('approvals')).map((record) => parseCoupaApproval(record, 'approval'));
    const pending = approvals.filter(
      ({ status, approvableType }) => status === 'pending_approval' && approvableType === 'InvoiceHeader',
    );
    let decided = 0;
    for (const { id, approvableId } of pending.slice(0, 4)) {
      const outcome = await createCoupaWriter(coupa).approve(id, 'checked', soon());
      const now = await createCoupaReader(coupa).get({ resource: 'approvals', id });
      const { status, note } = parseCoupaApproval(now ?? null, 'approval');
      if (outcome.kind === 'done') {
        decided += 1;
        expect(idOf(outcome.body ?? null)).toBe(approvableId);
        expect([status, note]).toEqual(['approved', 'checked']);
      } else {
        expect([outcome.kind, status]).toEqual(['refused', 'pending_approval']);
      }
    }
    expect(decided).toBeGreaterThan(0);
  });

  it('in any weather, what we say of a write is true by Coupa’s own ledger', async () => {
    const invoice = (await readAll('invoices')).map(idOf)[7] ?? '';
    const weather: Fault['kind'][] = [
      'error-before',
      'error-after',
      'timeout-before',
      'timeout-after',
      'reset-before',
      'reset-after',
      'truncated',
      'html',
      'too-many',
      'forbidden',
      'expired-token',
    ];
    const counted: Record<string, number> = {};
    for (let round = 0; round < 66; round += 1) {
      const kind = weather[round % weather.length] ?? 'html';
      const match = { method: 'POST', path: '/comments' };
      sandbox.faults.set(round % 10 === 9 ? [] : [{ kind, match, times: 1 + (round % 2), ms: 250 }]);
      const before = effects(`/api/invoices/${invoice}/comments`);
      const outcome = await createCoupaWriter(connect()).addComment(invoice, `round ${round}`, soon());
      // Coupa may still be at it after we stopped listening.
      if (kind.startsWith('timeout')) await new Promise((resolve) => setTimeout(resolve, 200));
      const happened = effects(`/api/invoices/${invoice}/comments`) - before;
      counted[outcome.kind] = (counted[outcome.kind] ?? 0) + 1;
      expect(happened, `${kind}: ${JSON.stringify(outcome)}`).toBeLessThanOrEqual(1);
      if (outcome.kind === 'done') expect(happened, kind).toBe(1);
      if (outcome.kind === 'refused' || outcome.kind === 'not_sent') expect(happened, kind).toBe(0);
    }
    expect(Object.keys(counted).sort()).toEqual(['ambiguous', 'done', 'not_sent', 'refused']);
  });
});
