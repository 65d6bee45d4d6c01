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

const expense = (amount: string, changes: object = {}) => ({
  amount,
  merchant: 'Bahn',
  'expense-category': { name: 'Train' },
  currency: { code: 'EUR' },
  ...changes,
});
async function aReport(...lines: object[]): Promise<WireRecord> {
  const answer = await client.post('/api/expense_reports', {
    title: 'Leeds',
    'expensed-by': { login: sandbox.env.vars.user_login },
    'expense-lines': lines,
  });
  expect(answer.status, answer.text).toBe(201);
  return answer.json as WireRecord;
}
const pathOf = ({ id }: { readonly id: number }) => `/api/expense_reports/${id}`;
const statusOf = async (report: WireRecord) => (await client.record(pathOf(report))).status;
async function decide(report: WireRecord, verb: string) {
  const query = `approvable-type=ExpenseReport&approvable-id=${report.id}&status=pending_approval`;
  const [approval] = await client.list(`/api/approvals?${query}`);
  return client.put(`/api/approvals/${approval?.id}/${verb}`);
}

describe('expense reports', () => {
  it('come to the sum of their lines, of which some are reimbursed', async () => {
    const report = await aReport(expense('59.90'), expense('20', { 'employee-reimbursable': false }));
    expect(report).toMatchObject({
      status: 'draft',
      total: '79.90',
      'reimbursable-total-amount': '59.90',
      currency: { code: 'EUR' },
    });
    const path = `${pathOf(report)}/expense_lines`;
    const added = await client.post(path, {
      'expense-category': { name: 'Hotel' },
      'foreign-currency': { code: 'GBP' },
      'foreign-currency-amount': '100',
      'exchange-rate': '1.15',
    });
    expect(added.json).toMatchObject({ amount: '115.00', 'line-number': 3, currency: { code: 'EUR' } });
    expect(await client.record(pathOf(report))).toMatchObject({ total: '194.90' });
    const { id } = added.json as WireRecord;
    await client.put(`/api/expense_lines/${id}`, { amount: '100' });
    expect(await client.record(pathOf(report))).toMatchObject({ total: '179.90' });
    expect((await client.call('DELETE', `${path}/${id}`)).status).toBe(200);
    const after = await client.record(pathOf(report));
    expect([after.total, (after['expense-lines'] as unknown[]).length]).toEqual(['79.90', 2]);
  });

  it('are submitted, approved, and paid by the ERP', async () => {
    const report = await aReport(expense('59.90'));
    expect((await client.put(pathOf(report), { paid: true })).text).toContain(
      "in status draft can't be paid",
    );
    expect((await client.put(`${pathOf(report)}/submit`)).json).toMatchObject({
      status: 'pending_approval',
      'submitted-at': expect.any(String),
    });
    expect((await client.put(pathOf(report), { title: 'York' })).status).toBe(400);
    expect((await client.put(`${pathOf(report)}/submit`)).status).toBe(400);
    expect((await decide(report, 'approve')).json).toMatchObject({ id: report.id, status: 'approved' });
    await client.put(`${pathOf(report)}?exported=true`);
    const told = { 'erp-document-id': 'SAP-1', paid: true };
    expect((await client.put(pathOf(report), told)).json).toMatchObject({
      ...told,
      status: 'paid',
      exported: true,
    });
    expect((await client.call('DELETE', pathOf(report))).status).toBe(400);
  });

  it('are rejected with a reason, or sent back for one line', async () => {
    const report = await aReport(expense('10'), expense('20'));
    await client.put(`${pathOf(report)}/submit`);
    await decide(report, 'reject?reason=No+receipt');
    expect(await client.record(pathOf(report))).toMatchObject({
      status: 'draft',
      'reject-reason': 'No receipt',
    });
    await client.put(`${pathOf(report)}/submit`);
    const [line] = (await client.record(pathOf(report)))['expense-lines'] as WireRecord[];
    const back = { 'expense-line-id': line?.id, comment: 'Which train?' };
    expect((await client.put(`${pathOf(report)}/send_back_line`, back)).json).toMatchObject({
      status: 'pending_info',
    });
    expect(await client.record(`/api/expense_lines/${line?.id}`)).toMatchObject({
      status: 'sent_back',
      'last-send-back-comment': 'Which train?',
    });
    expect((await client.put(`${pathOf(report)}/submit`)).text).toContain('have to be changed first');
    await client.put(`/api/expense_lines/${line?.id}`, { description: 'ICE 71' });
    await client.put(`${pathOf(report)}/submit`);
    expect(await statusOf(report)).toBe('pending_approval');
  });

  it('need a line to be submitted, a category and an amount for a line', async () => {
    const report = await aReport();
    expect((await client.put(`${pathOf(report)}/submit`)).text).toContain("Expense lines can't be blank");
    const line = (changes: object) =>
      client.post(`${pathOf(report)}/expense_lines`, { ...expense('1'), ...changes });
    expect((await line({ amount: null })).text).toContain("Amount can't be blank");
    expect((await line({ 'expense-category': { name: 'Yacht' } })).status).toBe(400);
    expect((await client.call('DELETE', pathOf(report))).status).toBe(200);
  });
});
