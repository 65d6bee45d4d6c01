import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { connect, plainInvoice, startTestSandbox, type TestClient, type WireRecord } from './test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

const integration = { code: 'ERP-INV' };
const created = async (path: string, body: object) => {
  const answer = await client.post(`/api/${path}`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.json as WireRecord;
};
let count = 0;
const anInvoice = async () => (await created('invoices', plainInvoice(sandbox, `IN-${++count}`))).id;
const about = (id: number, changes: object = {}) => ({
  'document-type': 'InvoiceHeader',
  'document-id': id,
  'document-status': 'approved',
  status: 'Error',
  integration,
  ...changes,
});
const unresolved = (id: number) =>
  client.list(
    `/api/integration_history_records?resolved=false&document-type=InvoiceHeader&document-id=${id}`,
  );

describe('integration runs', () => {
  it('start, pause, go on and end, with counts in the body of the verb', async () => {
    const { id } = await created('integration_runs', { integration });
    const move = (verb: string, body?: object) => client.put(`/api/integration_runs/${id}/${verb}`, body);
    expect((await move('run', { total_records: 3 })).json).toMatchObject({
      status: 'running',
      'total-records': 3,
      'start-time': expect.any(String),
    });
    expect((await move('pause')).json).toMatchObject({ status: 'paused' });
    await move('run');
    expect((await move('success', { 'records-processed': 3 })).json).toMatchObject({
      status: 'successful',
      'records-processed': 3,
      'end-time': expect.any(String),
    });
    expect((await move('fail')).json).toEqual({
      errors: { 'integration-run': ["Integration run in status successful can't be failed"] },
    });
  });

  it('finish as failed while an error of theirs is unresolved', async () => {
    const end = async (isResolved: boolean) => {
      const run = await created('integration_runs', { integration });
      const error = await created('integration_errors', {
        'integration-run': { id: run.id },
        status: 'Error',
        responses: [{ 'response-code': 'E1', 'response-message': 'Period is closed' }],
      });
      if (isResolved) await client.put(`/api/integration_errors/${error.id}/resolve`);
      return (await client.put(`/api/integration_runs/${run.id}/finish`)).json as WireRecord;
    };
    expect(await end(false)).toMatchObject({
      status: 'failed',
      'integration-errors': [{ responses: [{ 'response-code': 'E1' }] }],
    });
    expect(await end(true)).toMatchObject({ status: 'successful' });
  });

  it('need an integration that exists', async () => {
    expect((await client.post('/api/integration_runs', { integration: { code: 'NONE' } })).status).toBe(400);
  });
});

describe('integration history', () => {
  it('is unresolved until it is resolved, and can be taken back', async () => {
    const id = await anInvoice();
    const record = await created('integration_history_records', about(id));
    const path = `/api/integration_history_records/${record.id}`;
    expect(await unresolved(id)).toHaveLength(1);
    expect((await client.put(`${path}/resolve`)).json).toMatchObject({ id: record.id, resolved: true });
    expect(await unresolved(id)).toEqual([]);
    await client.put(`${path}/unresolve`);
    expect(await unresolved(id)).toHaveLength(1);
  });

  it('is written by PUT to the collection too, and about documents that exist', async () => {
    const id = await anInvoice();
    expect((await client.put('/api/integration_history_records', about(id))).status).toBe(201);
    expect((await client.post('/api/integration_history_records', about(999_999))).status).toBe(400);
    expect(
      (await client.post('/api/integration_history_records', about(id, { 'document-type': 'Cake' }))).text,
    ).toContain('Document type is not included in the list');
  });

  it('marks the document as exported, with an alert or without', async () => {
    const [one, two] = [await anInvoice(), await anInvoice()];
    const exported = async (id: number) => (await client.record(`/api/invoices/${id}`)).exported;
    await created('integration_history_records/create_alert', about(one));
    expect(await exported(one)).toBe(false);
    const marked = await client.post('/api/integration_history_records/mark_exported', about(one));
    expect([marked.status, (marked.json as WireRecord[]).map(({ resolved }) => resolved)]).toEqual([
      200,
      [true],
    ]);
    expect([await exported(one), await unresolved(one)]).toEqual([true, []]);
    await created('integration_history_records/create_alert_and_mark_exported', about(two));
    expect(await exported(two)).toBe(true);
    await client.post('/api/integration_history_records/acknowledge', about(two));
    expect(await unresolved(two)).toEqual([]);
  });
});
