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
async function draft(changes: object = {}): Promise<WireRecord> {
  count += 1;
  const answer = await client.post('/api/invoices', plainInvoice(sandbox, `LC-${count}`, changes));
  expect(answer.status).toBe(201);
  return answer.json as WireRecord;
}

/** 10 ordered at 50; received as said; then a draft over what is billed. */
async function billed({
  received = 0,
  quantity = '10',
  price = '50.00',
}): Promise<{ invoice: WireRecord; order: WireRecord }> {
  count += 1;
  const order = (await client.post('/api/purchase_orders', plainOrder(sandbox, `LCO-${count}`)))
    .json as WireRecord;
  await client.put(`/api/purchase_orders/${order.id}/issue`);
  const line = (order['order-lines'] as WireRecord[])[0]?.id;
  if (received > 0) {
    const body = {
      type: 'ReceivingQuantityConsumption',
      quantity: String(received),
      'order-line': { id: line },
    };
    expect((await client.post('/api/receiving_transactions', body)).status).toBe(201);
  }
  const lines = [{ description: 'Bracket', price, quantity, 'order-line-id': line }];
  return { invoice: await draft({ 'invoice-lines': lines }), order };
}

const statusOf = async (id: number) => (await client.record(`/api/invoices/${id}?fields=["status"]`)).status;

describe('a draft', () => {
  it('adds up lines, charges and taxes and takes over no total of the caller', async () => {
    const invoice = await draft({
      'shipping-amount': '12.5',
      'tax-rate': '10',
      'gross-total': '1.00',
    });
    expect(invoice).toMatchObject({ status: 'draft', 'tax-amount': '20.00', 'gross-total': '232.50' });
  });

  it('takes currency, terms and due date from supplier and order', async () => {
    const { invoice } = await billed({ received: 10 });
    expect(invoice).toMatchObject({
      currency: { code: 'USD' },
      'net-due-date': expect.stringMatching(/^2026-0[34]/),
    });
    expect((invoice['invoice-lines'] as WireRecord[])[0]).toMatchObject({
      uom: { code: 'EA' },
      'po-number': expect.any(String),
    });
  });

  it('cannot repeat a number of its supplier, unless the tenant does not mind', async () => {
    await client.post('/api/invoices', plainInvoice(sandbox, 'TWICE'));
    const again = await client.post('/api/invoices', plainInvoice(sandbox, 'twice'));
    expect(again.status).toBe(400);
    expect(again.json).toEqual({
      errors: { 'invoice-header': ['Invoice # has already been used for this supplier'] },
    });
    sandbox.setUniqueInvoiceNumbers(false);
    expect((await client.post('/api/invoices', plainInvoice(sandbox, 'TWICE'))).status).toBe(201);
    sandbox.setUniqueInvoiceNumbers(true);
  });
});

describe('submitting', () => {
  it('approves a small matched order invoice at once', async () => {
    const { invoice } = await billed({ received: 10 });
    expect((await client.put(`/api/invoices/${invoice.id}/submit`)).json).toMatchObject({
      status: 'approved',
    });
  });

  it('waits for what was not received, and goes on when it arrives', async () => {
    const { invoice, order } = await billed({ received: 6 });
    await client.put(`/api/invoices/${invoice.id}/submit`);
    const held = await client.record(`/api/invoices/${invoice.id}`);
    expect(held.status).toBe('pending_receipt');
    expect((held['invoice-lines'] as { 'failed-tolerances': object[] }[])[0]?.['failed-tolerances']).toEqual([
      expect.objectContaining({ code: 'quantity_received', 'breach-amount': '4.0', resolved: false }),
    ]);
    const line = (order['order-lines'] as WireRecord[])[0]?.id;
    await client.post('/api/receiving_transactions', {
      type: 'ReceivingQuantityConsumption',
      quantity: '4',
      'order-line': { id: line },
    });
    expect((await client.put(`/api/invoices/${invoice.id}/revalidate_tolerances`)).json).toMatchObject({
      status: 'approved',
    });
  });

  it.each([
    ['51.50', 'approved'],
    ['51.51', 'ap_hold'],
  ])('at a unit price of %s against 50 leads to %s', async (price, status) => {
    const { invoice } = await billed({ received: 10, price });
    expect((await client.put(`/api/invoices/${invoice.id}/submit`)).json).toMatchObject({ status });
  });

  it('asks approvers for an invoice without an order, and refuses a second submit', async () => {
    const invoice = await draft();
    expect((await client.put(`/api/invoices/${invoice.id}/submit`)).json).toMatchObject({
      status: 'pending_approval',
    });
    const again = await client.put(`/api/invoices/${invoice.id}/submit`);
    expect(again.status).toBe(400);
    expect(again.json).toEqual({
      errors: { 'invoice-header': ["Invoice in status pending_approval can't be submitted"] },
    });
  });
});

describe('approvals', () => {
  async function pending(price: string) {
    const line = {
      description: 'Machine',
      price,
      quantity: '1',
      account: { id: sandbox.env.vars.account_id },
    };
    const invoice = await draft({ 'invoice-lines': [line] });
    await client.put(`/api/invoices/${invoice.id}/submit`);
    return invoice.id;
  }
  const asked = (id: number, status: string) =>
    client.list(`/api/approvals?approvable-type=InvoiceHeader&approvable-id=${id}&status=${status}`);

  it('are asked one after the other; the last one approves the invoice', async () => {
    const id = await pending('30000');
    const [first] = await asked(id, 'pending_approval');
    expect(await asked(id, 'new')).toHaveLength(1);
    expect((await client.put(`/api/approvals/${first?.id}/approve`)).json).toMatchObject({
      id,
      status: 'pending_approval',
    });
    const [second] = await asked(id, 'pending_approval');
    expect((await client.put(`/api/approvals/${second?.id}/approve`)).json).toMatchObject({
      id,
      status: 'approved',
    });
    expect((await client.put(`/api/approvals/${second?.id}/approve`)).status).toBe(400);
  });

  it('that are rejected keep the reason and end the chain', async () => {
    const id = await pending('30000');
    const [first] = await asked(id, 'pending_approval');
    await client.put(`/api/approvals/${first?.id}/reject?reason=Not%20ours`);
    expect(await client.record(`/api/approvals/${first?.id}`)).toMatchObject({
      status: 'rejected',
      note: 'Not ours',
    });
    expect(await statusOf(id)).toBe('rejected');
    expect(await asked(id, 'skipped')).toHaveLength(1);
  });

  it('on hold put the invoice on hold and can still be given', async () => {
    const id = await pending('500');
    const [first] = await asked(id, 'pending_approval');
    await client.put(`/api/approvals/${first?.id}/hold?reason=Wait`);
    expect(await statusOf(id)).toBe('on_hold');
    await client.put(`/api/approvals/${first?.id}/approve`);
    expect(await statusOf(id)).toBe('approved');
  });

  it('can be bypassed, and restarted', async () => {
    const id = await pending('500');
    expect((await client.put(`/api/invoices/${id}/restart_approvals`)).status).toBe(200);
    expect(await asked(id, 'pending_approval')).toHaveLength(1);
    expect((await client.put(`/api/invoices/${id}/bypass_approvals`)).json).toMatchObject({
      status: 'approved',
    });
  });

  it('wait on the integration’s own user for larger matched order invoices', async () => {
    const { invoice } = await billed({ received: 10, price: '50.00', quantity: '10' });
    await client.put(`/api/invoices/${invoice.id}`, { 'shipping-amount': '20', 'tax-amount': '700' });
    await client.put(`/api/invoices/${invoice.id}/submit`);
    const [approval] = await asked(invoice.id, 'pending_approval');
    expect(approval?.approver).toMatchObject({ firstname: 'Purser', lastname: 'Integration' });
  });
});

describe('disputes, voids and the end', () => {
  it('need an active reason, and can be withdrawn', async () => {
    const invoice = await draft();
    await client.put(`/api/invoices/${invoice.id}/submit`);
    const path = `/api/invoices/${invoice.id}/dispute`;
    for (const code of ['OLD_REASON', 'NO_SUCH']) {
      expect((await client.put(path, { 'dispute-reason': { code } })).status).toBe(400);
    }
    const disputed = await client.put(path, {
      'dispute-reason': { code: 'INCORRECT_PRICE' },
      comment: 'Too dear',
    });
    expect(disputed.json).toMatchObject({
      status: 'disputed',
      'dispute-reasons': [{ code: 'INCORRECT_PRICE' }],
    });
    expect(await client.list(`/api/invoices/${invoice.id}/comments`)).toHaveLength(1);
    expect((await client.put(`/api/invoices/${invoice.id}/withdraw_dispute`)).json).toMatchObject({
      status: 'pending_approval',
    });
  });

  it.each([
    ['draft', [], 200],
    ['pending_approval', ['submit'], 400],
    ['voided', ['void'], 400],
  ])('void from %s answers as documented', async (_status, before, expected) => {
    const invoice = await draft();
    for (const verb of before) await client.put(`/api/invoices/${invoice.id}/${verb}`);
    expect((await client.put(`/api/invoices/${invoice.id}/void`)).status).toBe(expected);
  });

  it('give back to the order what the voided invoice billed', async () => {
    const { invoice, order } = await billed({ received: 10 });
    const billedOn = async () =>
      ((await client.record(`/api/purchase_orders/${order.id}`))['order-lines'] as WireRecord[])[0]?.invoiced;
    await client.put(`/api/invoices/${invoice.id}/submit`);
    expect(Number(await billedOn())).toBe(10);
    await client.put(`/api/invoices/${invoice.id}/void`);
    expect(Number(await billedOn())).toBe(0);
  });

  it('leave an approved invoice as it is but for payments and notes', async () => {
    const { invoice } = await billed({ received: 10 });
    await client.put(`/api/invoices/${invoice.id}/submit`);
    expect((await client.put(`/api/invoices/${invoice.id}`, { 'shipping-amount': '1' })).status).toBe(400);
    const paid = { payments: { payment: { amount_paid: '500', payment_date: '3/12/2026' } }, paid: 'true' };
    expect((await client.put(`/api/invoices/${invoice.id}`, paid)).json).toMatchObject({
      paid: true,
      payments: [{ 'amount-paid': '500' }],
    });
  });

  it('mark as exported alone, whatever else is sent', async () => {
    const invoice = await draft();
    await client.put(`/api/invoices/${invoice.id}?exported=true`, { 'internal-note': 'must not stick' });
    expect(await client.record(`/api/invoices/${invoice.id}`)).toMatchObject({
      exported: true,
      'internal-note': null,
    });
    expect(await client.list(`/api/invoices?exported=false&id=${invoice.id}`)).toEqual([]);
  });
});
