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
const send = (changes: object) =>
  client.post('/api/invoices', plainInvoice(sandbox, `IP-${++count}`, changes));
const line = (changes: object) => ({ description: 'Widget', price: '100.00', quantity: '2', ...changes });
const account = (offset: number) => ({ id: Number(sandbox.env.vars.account_id) + offset });
const linesOf = (record: unknown, key = 'invoice-lines') => (record as WireRecord)[key] as WireRecord[];

describe('invoice charges', () => {
  const shipping = (total: string, changes: object = {}) => ({
    type: 'InvoiceShippingCharge',
    description: 'Freight',
    total,
    ...changes,
  });

  it('come on top of the lines, taxed where lines are taxed', async () => {
    const charges = [shipping('10'), { type: 'InvoiceMiscCharge', total: '2.5' }];
    expect((await send({ 'invoice-charges': charges })).json).toMatchObject({
      'gross-total': '212.50',
      'invoice-charges': [
        { 'line-num': 1, total: '10.00', currency: { code: 'USD' } },
        { 'line-num': 2, type: 'InvoiceMiscCharge' },
      ],
    });
    const taxed = [shipping('10', { 'tax-lines': [{ rate: '20' }] })];
    const both = { 'line-level-taxation': true, 'invoice-charges': taxed };
    expect((await send(both)).json).toMatchObject({ 'tax-amount': '2.00', 'gross-total': '212.00' });
  });

  it('for shipping count for the tolerance as the header amount does', async () => {
    const made = (await send({ 'invoice-charges': [shipping('10.01')] })).json as WireRecord;
    expect((await client.put(`/api/invoices/${made.id}/submit`)).json).toMatchObject({
      status: 'ap_hold',
      'failed-tolerances': [{ code: 'shipping_amount', 'breach-amount': '0.01' }],
    });
  });

  it('of another kind or without an amount are refused', async () => {
    expect((await send({ 'invoice-charges': [{ type: 'InvoiceTip', total: '1' }] })).text).toContain(
      'included in the list',
    );
    expect((await send({ 'invoice-charges': [{ type: 'InvoiceMiscCharge' }] })).text).toContain(
      "Total can't be blank",
    );
  });
});

describe('account allocations', () => {
  it('by shares get amounts, of which the last takes what rounding leaves', async () => {
    const parts = ['33.3333333333', '33.3333333333', '33.3333333334'].map((pct, index) => ({
      pct,
      account: account(index),
    }));
    const made = await send({ 'invoice-lines': [line({ price: '0.50', 'account-allocations': parts })] });
    const [first] = linesOf(made.json);
    expect(first?.account).toBe(null);
    expect(linesOf(first, 'account-allocations').map(({ amount }) => amount)).toEqual([
      '0.33',
      '0.33',
      '0.34',
    ]);
  });

  it('by amounts get shares', async () => {
    const parts = [
      { amount: '150', account: account(0) },
      { amount: '50', account: account(1) },
    ];
    const made = await send({ 'invoice-lines': [line({ 'account-allocations': parts })] });
    expect(linesOf(linesOf(made.json)[0], 'account-allocations').map(({ pct }) => Number(pct))).toEqual([
      75, 25,
    ]);
    const submitted = await client.put(`/api/invoices/${(made.json as WireRecord).id}/submit`);
    expect((submitted.json as WireRecord).status).not.toBe('pending_action');
  });

  it.each([
    ['shares that miss a hundred', [{ pct: '60' }, { pct: '30' }], 'come to 90 instead of 100 %'],
    ['amounts that miss the total', [{ amount: '100' }, { amount: '99' }], 'come to 199 instead of 200.00'],
    ['neither', [{ pct: '50' }, {}], 'need a percentage or an amount each'],
  ])('with %s are refused', async (_what, sent, message) => {
    const parts = sent.map((part, index) => ({ ...part, account: account(index) }));
    const body = line({ 'account-allocations': parts });
    expect((await send({ 'invoice-lines': [body] })).text).toContain(message);
    const order = plainOrder(sandbox, `IP-${++count}`, { 'order-lines': [{ ...body, quantity: '2' }] });
    expect((await client.post('/api/purchase_orders', order)).text).toContain(message);
    const requisition = [{ ...body, 'unit-price': '100', currency: { code: 'USD' } }];
    expect((await client.post('/api/requisitions', { 'requisition-lines': requisition })).text).toContain(
      message,
    );
  });
});

it('an invoice is due by the type of its term', async () => {
  await client.post('/api/payment_terms', {
    code: 'EOM 10',
    type: 'BaseEomToDaysPaymentTerm',
    'days-for-net-payment': 10,
  });
  expect((await send({ 'payment-term': { code: 'EOM 10' } })).json).toMatchObject({
    'net-due-date': '2026-04-10T00:00:00+02:00',
    'discount-due-date': null,
  });
});
