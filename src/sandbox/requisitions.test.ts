import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { connect, startTestSandbox, type TestClient, type WireRecord } from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

const line = (changes: object = {}) => ({
  description: 'Cleaning',
  'unit-price': '30',
  quantity: '2',
  currency: { code: 'USD' },
  supplier: { id: sandbox.env.vars.supplier_id },
  ...changes,
});
const body = (changes: object = {}) => ({
  'requested-by': { login: sandbox.env.vars.user_login },
  'ship-to-address': { name: sandbox.env.vars.address },
  'requisition-lines': [line()],
  ...changes,
});
const created = async (path: string, sent: object) => {
  const answer = await client.post(`/api/${path}`, sent);
  expect(answer.status, answer.text).toBe(201);
  return answer.json as WireRecord;
};
const pathOf = ({ id }: { readonly id: number }) => `/api/requisitions/${id}`;
const pendingOf = async (id: number) =>
  (
    await client.list(
      `/api/approvals?approvable-type=RequisitionHeader&approvable-id=${id}&status=pending_approval`,
    )
  )[0]?.id;
const linesOf = (record: unknown) => (record as WireRecord)['requisition-lines'] as WireRecord[];

describe('requisition lines', () => {
  it('number themselves, and a number given twice drops the later line', async () => {
    const lines = [line({ 'line-num': 2 }), line(), line({ 'line-num': 2, description: 'Again' })];
    const made = await created('requisitions', body({ 'requisition-lines': lines }));
    expect(linesOf(made).map((one) => [one['line-num'], one.description])).toEqual([
      [2, 'Cleaning'],
      [3, 'Cleaning'],
    ]);
    expect(made).toMatchObject({ total: '120.00', 'line-count': 2, currency: { code: 'USD' } });
  });

  it('without a quantity are amount lines, and take terms from their supplier', async () => {
    const made = await created('requisitions', body({ 'requisition-lines': [line({ quantity: null })] }));
    const supplier = await client.record(`/api/suppliers/${sandbox.env.vars.supplier_id}`);
    expect(linesOf(made)[0]).toMatchObject({
      'line-type': 'RequisitionAmountLine',
      total: '30.00',
      'payment-term': { id: (supplier['payment-term'] as WireRecord).id },
    });
  });

  it('count in the places of their currency', async () => {
    const dinar = line({ 'unit-price': '1.2345', quantity: '3', currency: { code: 'BHD' } });
    const made = await created('requisitions', body({ 'requisition-lines': [dinar] }));
    expect([made.total, linesOf(made)[0]?.total]).toEqual(['3.704', '3.704']);
  });

  it('are refused without what an order would need', async () => {
    for (const gap of ['description', 'unit-price', 'currency']) {
      const answer = await client.post(
        '/api/requisitions',
        body({ 'requisition-lines': [line({ [gap]: undefined })] }),
      );
      expect(answer.text).toContain("can't be blank");
    }
    expect((await client.post('/api/requisitions', body({ 'requisition-lines': [] }))).status).toBe(400);
  });

  it('that are changed or deleted by themselves change what the requisition comes to', async () => {
    const made = await created('requisitions', body({ 'requisition-lines': [line(), line()] }));
    const [one, two] = linesOf(made).map(({ id }) => id);
    await client.put(`/api/requisition_lines/${one}`, { quantity: '5' });
    expect(await client.record(pathOf(made))).toMatchObject({ total: '210.00' });
    expect((await client.call('DELETE', `/api/requisition_lines/${two}`)).status).toBe(200);
    expect(await client.record(pathOf(made))).toMatchObject({ total: '150.00', 'line-count': 1 });
    await client.put(`${pathOf(made)}/update_and_submit_for_approval`);
    expect((await client.call('DELETE', `/api/requisition_lines/${one}`)).status).toBe(400);
    await client.put(`/api/approvals/${await pendingOf(made.id)}/approve`);
    expect((await client.put(`/api/requisition_lines/${one}`, { quantity: '6' })).status).toBe(400);
  });

  it('can be scheduled and unscheduled by their ids, until they are ordered', async () => {
    const made = await created('requisitions', body());
    const id = linesOf(made)[0]?.id;
    const schedule = {
      requisition_line_ids: [id],
      schedule_issuance_date: '04/30/2026',
      schedule_retry_interval: 10,
    };
    const done = await client.post(
      '/api/requisitions/schedule_issuance?fields=["id","schedule-issuance-date"]',
      schedule,
    );
    expect(done.json).toEqual([{ id, 'schedule-issuance-date': '2026-04-30T00:00:00+02:00' }]);
    expect(
      (
        await client.post('/api/requisitions/schedule_issuance', {
          ...schedule,
          schedule_issuance_date: 'soon',
        })
      ).status,
    ).toBe(400);
    expect(
      (await client.post('/api/requisitions/unschedule_issuance', { requisition_line_ids: [id] })).status,
    ).toBe(200);
    expect(
      (await client.record(`/api/requisition_lines/${id}?fields=["schedule-issuance-date"]`))[
        'schedule-issuance-date'
      ],
    ).toBe(null);
    expect((await client.post('/api/requisitions/unschedule_issuance', {})).status).toBe(400);
  });
});

describe('the cart', () => {
  it('is made when it is asked for, filled, and saved for later', async () => {
    const cart = await client.record('/api/requisitions/current_cart');
    expect(cart).toMatchObject({ status: 'cart', 'requisition-lines': [] });
    expect((await client.record('/api/requisitions/current_cart')).id).toBe(cart.id);
    const mine = { id: sandbox.env.service_user_id };
    const filled = await created('requisitions/add_to_cart', body({ 'requested-by': mine }));
    expect([filled.id, filled.total, linesOf(filled).length]).toEqual([cart.id, '60.00', 1]);
    await created('requisitions/add_to_cart', body({ 'requested-by': mine }));
    expect(await client.record(pathOf(cart))).toMatchObject({ total: '120.00', 'line-count': 2 });
    const listed = await client.list('/api/requisitions/mine?status=cart');
    expect(listed.map(({ id }) => id)).toEqual([cart.id]);
    expect((await client.put(`${pathOf(cart)}/save_for_later`)).json).toMatchObject({ status: 'draft' });
    expect((await client.call('DELETE', pathOf(cart))).status).toBe(200);
    expect((await client.get(pathOf(cart))).status).toBe(404);
  });

  it('of somebody else is another one', async () => {
    const cart = await created('requisitions/create_as_cart', body());
    expect(cart.status).toBe('cart');
    expect((await client.record('/api/requisitions/current_cart')).id).not.toBe(cart.id);
  });
});

describe('approval', () => {
  it('makes an order for each supplier, and receipts come back to the requisition', async () => {
    const lines = [line(), line({ supplier: { id: sandbox.env.vars.supplier2_id }, quantity: '5' })];
    const made = await created('requisitions/submit_for_approval', body({ 'requisition-lines': lines }));
    expect(made).toMatchObject({
      status: 'pending_approval',
      'current-approval': { status: 'pending_approval' },
    });
    const approved = await client.put(`/api/approvals/${await pendingOf(made.id)}/approve`);
    expect(approved.json).toMatchObject({ id: made.id, status: 'ordered' });
    const orders = await client.list(`/api/purchase_orders?requisition-header[id]=${made.id}`);
    expect(orders.map((order) => [order.status, order.total])).toEqual([
      ['issued', '60.00'],
      ['issued', '150.00'],
    ]);
    const ordered = orders.map((order) => (order['order-lines'] as WireRecord[])[0]);
    expect(linesOf(await client.record(pathOf(made))).map((one) => one['order-line-id'])).toEqual(
      ordered.map((one) => one?.id),
    );
    const receive = (index: number, quantity: string) =>
      client.post('/api/receiving_transactions', { quantity, 'order-line': { id: ordered[index]?.id } });
    const statusNow = async () => (await client.record(pathOf(made))).status;
    await receive(0, '2');
    expect(await statusNow()).toBe('partially_received');
    const last = (await receive(1, '5')).json as WireRecord;
    expect(await statusNow()).toBe('received');
    await client.put(`/api/receiving_transactions/${last.id}/void`);
    expect(await statusNow()).toBe('partially_received');
  });

  it('leaves a line without a supplier unordered', async () => {
    const made = await created(
      'requisitions/submit_for_approval',
      body({ 'requisition-lines': [line(), line({ supplier: null })] }),
    );
    await client.put(`/api/approvals/${await pendingOf(made.id)}/approve`);
    const after = await client.record(pathOf(made));
    expect([after.status, linesOf(after).map((one) => one.status)]).toEqual([
      'approved',
      ['ordered', 'approved'],
    ]);
  });

  it('that is scheduled for later leaves the order as a draft', async () => {
    const made = await created('requisitions', body());
    await client.post('/api/requisitions/schedule_issuance', {
      requisition_line_ids: [linesOf(made)[0]?.id],
      schedule_issuance_date: '12/24/2026',
    });
    await client.put(`${pathOf(made)}/update_and_submit_for_approval`);
    await client.put(`/api/approvals/${await pendingOf(made.id)}/approve`);
    const [order] = await client.list(`/api/purchase_orders?requisition-header[id]=${made.id}`);
    expect(order).toMatchObject({ status: 'draft', 'transmission-status': 'deferred' });
  });

  it('takes further approvers, and a rejection gives the draft back with its reason', async () => {
    const made = await created('requisitions/submit_for_approval', body());
    const path = pathOf(made);
    await client.put(`${path}/add_approver`, { approver: { email: sandbox.env.vars.user2_email } });
    const chain = async () =>
      ((await client.record(path)).approvals as WireRecord[]).map(({ status, type }) => [status, type]);
    expect(await chain()).toEqual([
      ['pending_approval', 'ApprovalChainApproval'],
      ['new', 'AddedApproval'],
    ]);
    const added = ((await client.record(path)).approvals as WireRecord[])[1];
    await client.put(`${path}/remove_approval`, { 'approval-id': added?.id });
    await client.put(`/api/approvals/${await pendingOf(made.id)}/reject?reason=Too+dear`);
    expect(await client.record(path)).toMatchObject({ status: 'draft', 'reject-reason-comment': 'Too dear' });
    expect(
      (await client.put(`${path}/update_and_submit_for_approval`, { 'req-title': 'Cheaper' })).json,
    ).toMatchObject({
      status: 'pending_approval',
      'req-title': 'Cheaper',
    });
  });

  it('ends what may be changed, submitted again or deleted', async () => {
    const made = await created('requisitions/submit_for_approval', body());
    await client.put(`/api/approvals/${await pendingOf(made.id)}/approve`);
    const path = pathOf(made);
    expect((await client.put(path, { 'req-title': 'Late' })).text).toContain(
      "in status ordered can't be updated",
    );
    expect((await client.put(path, { 'custom-fields': { 'cf-note': 'x' } })).status).toBe(200);
    expect((await client.put(`${path}/update_and_submit_for_approval`)).status).toBe(400);
    expect((await client.put(`${path}/save_for_later`)).status).toBe(400);
    expect((await client.call('DELETE', path)).status).toBe(400);
  });
});
