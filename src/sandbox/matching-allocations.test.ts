import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import {
  connect,
  plainInvoice,
  plainOrder,
  startTestSandbox,
  type TestClient,
  type WireRecord,
} from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

let count = 0;

/** An issued order over 10 at 50. */
async function ordered(changes: object = {}): Promise<number> {
  count += 1;
  const order = (await client.post('/api/purchase_orders', plainOrder(sandbox, `MA-${count}`, changes)))
    .json as WireRecord;
  await client.put(`/api/purchase_orders/${order.id}/issue`);
  return (order['order-lines'] as WireRecord[])[0]?.id ?? 0;
}

async function received(line: number, quantity: string, changes: object = {}): Promise<number> {
  const body = { type: 'ReceivingQuantityConsumption', quantity, 'order-line': { id: line }, ...changes };
  const answer = await client.post('/api/receiving_transactions', body);
  expect(answer.status).toBe(201);
  return (answer.json as WireRecord).id;
}

/** A submitted invoice over so many on the order line. */
async function billed(line: number, quantity: string, changes: object = {}): Promise<WireRecord> {
  count += 1;
  const lines = [{ description: 'Bracket', price: '50.00', quantity, 'order-line-id': line, ...changes }];
  const draft = await client.post(
    '/api/invoices',
    plainInvoice(sandbox, `MA-${count}`, { 'invoice-lines': lines }),
  );
  return (await client.put(`/api/invoices/${(draft.json as WireRecord).id}/submit`)).json as WireRecord;
}

const listed = (...invoices: WireRecord[]) =>
  client.list(
    `/api/matching_allocations?invoice_line[invoice_header_id][in]=${invoices.map(({ id }) => id).join(',')}`,
  );
const told = async (...invoices: WireRecord[]) =>
  (await listed(...invoices)).map((row) => [
    row.inventory_transaction_id,
    row.quantity === null ? null : Number(row.quantity),
    row.status,
  ]);

describe('the list', () => {
  it('is written with underscores, one row a receipt and invoice line', async () => {
    const line = await ordered();
    const receipt = await received(line, '10', { 'match-reference': 'LS-7' });
    const invoice = await billed(line, '4');
    const invoiceLine = (invoice['invoice-lines'] as WireRecord[])[0]?.id;
    expect(await listed(invoice)).toEqual([
      {
        id: expect.any(Number),
        created_at: expect.any(String),
        updated_at: expect.any(String),
        status: 'matched',
        status_reason: null,
        quantity: '4',
        amount: '200.0000',
        asn_line_id: null,
        order_line_id: line,
        inventory_transaction_id: receipt,
        inventory_transaction_match_reference: 'LS-7',
        invoice_line_id: invoiceLine,
        invoice_line_total: '200.00',
        manual_match: 0,
        uom: 'EA',
      },
    ]);
    expect(await client.list(`/api/matching_allocations?invoice_line_id=${invoiceLine}`)).toHaveLength(1);
    const xml = await client.call(
      'GET',
      `/api/matching_allocations?invoice_line_id=${invoiceLine}&format=xml`,
    );
    expect(xml.text).toContain(
      `<inventory_transaction_id type="integer">${receipt}</inventory_transaction_id>`,
    );
  });

  it('is for reading alone', async () => {
    expect((await client.post('/api/matching_allocations', { quantity: '1' })).status).toBe(405);
  });

  it('needs the right to read invoices', async () => {
    const stranger = await connect(sandbox, 'core.purchase_order.read');
    expect((await stranger.get('/api/matching_allocations')).status).toBe(403);
  });
});

describe('receipts are set against an invoice line', () => {
  it('the oldest first, as far as each goes', async () => {
    const line = await ordered();
    const young = await received(line, '6', { 'transaction-date': '2026-03-09' });
    const old = await received(line, '3', { 'transaction-date': '2026-03-02' });
    expect(await told(await billed(line, '5'))).toEqual([
      [old, 3, 'matched'],
      [young, 2, 'matched'],
    ]);
  });

  it('by match reference where the line has one, and none where no receipt bears it', async () => {
    const line = await ordered();
    await received(line, '5', { 'transaction-date': '2026-03-02', 'match-reference': 'LS-1' });
    const named = await received(line, '5', { 'transaction-date': '2026-03-09', 'match-reference': 'LS-2' });
    expect(await told(await billed(line, '4', { 'match-reference': 'LS-2' }))).toEqual([
      [named, 4, 'matched'],
    ]);
    expect(await told(await billed(line, '1', { 'match-reference': 'LS-9' }))).toEqual([]);
  });

  it('what another invoice took is not there any more', async () => {
    const line = await ordered();
    const first = await received(line, '6', { 'transaction-date': '2026-03-02' });
    const second = await received(line, '4', { 'transaction-date': '2026-03-09' });
    const [one, two] = [await billed(line, '5'), await billed(line, '5')];
    expect(await told(one)).toEqual([[first, 5, 'matched']]);
    expect(await told(two)).toEqual([
      [first, 1, 'matched'],
      [second, 4, 'matched'],
    ]);
    expect(await told(one, two)).toHaveLength(3);
  });

  it('what went back to the supplier is not set against anything', async () => {
    const line = await ordered();
    const first = await received(line, '6');
    const second = await received(line, '4');
    await received(line, '5', { type: 'ReceivingQuantityReturnToSupplier' });
    expect(await told(await billed(line, '10'))).toEqual([[first, 5, 'matched']]);
    expect(second).toBeGreaterThan(first);
  });

  it('none where the order line asks for none, and none before anything came', async () => {
    const plain = { description: 'Bracket', price: '50.00', quantity: '10', 'receipt-required': false };
    expect(await told(await billed(await ordered({ 'order-lines': [plain] }), '4'))).toEqual([]);
    expect(await told(await billed(await ordered(), '4'))).toEqual([]);
  });
});

describe('what is set against a line changes', () => {
  it('when Coupa looks again after the rest has come', async () => {
    const line = await ordered();
    const first = await received(line, '6');
    const invoice = await billed(line, '10');
    expect(invoice.status).toBe('pending_receipt');
    const second = await received(line, '4');
    expect(await told(invoice)).toEqual([[first, 6, 'matched']]);
    await client.put(`/api/invoices/${invoice.id}/revalidate_tolerances`);
    expect(await told(invoice)).toEqual([
      [first, 6, 'matched'],
      [second, 4, 'matched'],
    ]);
  });

  it('when the receipt is voided', async () => {
    const line = await ordered();
    const receipt = await received(line, '10');
    const invoice = await billed(line, '4');
    await client.put(`/api/receiving_transactions/${receipt}/void`);
    expect(await listed(invoice)).toMatchObject([
      { status: 'unmatched', status_reason: 'receipt voided', quantity: '0' },
    ]);
  });

  it('when the invoice is given up, and another may have the receipt', async () => {
    const line = await ordered();
    const receipt = await received(line, '4');
    const invoice = await billed(line, '4');
    await client.put(`/api/invoices/${invoice.id}/void`);
    expect(await told(invoice)).toEqual([[receipt, 0, 'unmatched']]);
    expect(await told(await billed(line, '4'))).toEqual([[receipt, 4, 'matched']]);
  });
});
