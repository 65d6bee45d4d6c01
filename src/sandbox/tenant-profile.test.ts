import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { readProfile } from './tenant-profile.ts';
import { connect, plainInvoice, plainOrder, startTestSandbox, type TestClient } from './test-client.ts';

const open: (Sandbox | { close: () => Promise<void> })[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(profile: object): Promise<{ sandbox: Sandbox; client: TestClient }> {
  const sandbox = await startTestSandbox({ profile: readProfile(JSON.stringify(profile)) });
  open.push(sandbox);
  return { sandbox, client: await connect(sandbox) };
}

/** An invoice on an issued order of ten at 50: so many at the price given. */
async function onOrder(
  sandbox: Sandbox,
  client: TestClient,
  number: string,
  line: object,
  changes: object = {},
) {
  const made = await client.post('/api/purchase_orders', plainOrder(sandbox, `PO-${number}`));
  const order = made.json as { id: number; 'order-lines': { id: number }[] };
  await client.put(`/api/purchase_orders/${order.id}/issue`);
  const { id: orderLine } = order['order-lines'][0] ?? { id: 0 };
  await client.post('/api/receiving_transactions', {
    type: 'ReceivingQuantityConsumption',
    quantity: '10',
    'order-line': { id: orderLine },
  });
  const lines = [{ description: 'Bracket', uom: { code: 'EA' }, 'order-line-id': orderLine, ...line }];
  const invoice = await client.post(
    '/api/invoices',
    plainInvoice(sandbox, number, { 'invoice-lines': lines, ...changes }),
  );
  const { id } = invoice.json as { id: number };
  return (await client.put(`/api/invoices/${id}/submit`)).json as {
    id: number;
    status: string;
    'tolerance-failures': string;
    approvals: { approver: { login: string }; status: string }[];
  };
}

describe('a tenant profile', () => {
  it('sets tolerances', async () => {
    const { sandbox, client } = await start({ tolerances: { unitPricePercent: 10, shippingPercent: '0' } });
    const within = await onOrder(sandbox, client, 'T-1', { price: '55.00', quantity: '2' });
    expect(within).toMatchObject({ status: 'approved', 'tolerance-failures': null });
    const beyond = await onOrder(sandbox, client, 'T-2', { price: '55.01', quantity: '2' });
    expect(beyond).toMatchObject({ status: 'ap_hold', 'tolerance-failures': 'unit_price' });
    const shipped = await onOrder(
      sandbox,
      client,
      'T-3',
      { price: '50', quantity: '2' },
      { 'shipping-amount': '0.01' },
    );
    expect(shipped['tolerance-failures']).toBe('shipping_amount');
  });

  it('sets the chain of approvals, by amount and department', async () => {
    const plain = await startTestSandbox();
    open.push(plain);
    const users = await (await connect(plain)).list(
      '/api/users?fields=["id","login",{"department":["name"]}]',
    );
    const [first, second, third] = users.map((user) => String(user.login));
    const asker = users.find((user) => (user.department as { name: string } | null)?.name === 'IT');
    const { sandbox, client } = await start({
      approvals: [
        { from: 0, approver: first },
        { from: 0, department: 'IT', approver: second },
        { from: 100, approver: third },
      ],
    });
    const small = await onOrder(sandbox, client, 'A-1', { price: '50', quantity: '1' });
    const large = await onOrder(sandbox, client, 'A-2', { price: '50', quantity: '2' });
    const ofIt = { 'requested-by': { login: asker?.login } };
    const theirs = await onOrder(sandbox, client, 'A-3', { price: '50', quantity: '1' }, ofIt);
    const asked = [small, large, theirs].map(({ approvals }) =>
      approvals.map(({ approver }) => approver.login),
    );
    expect(asked).toEqual([[first], [first, third], [first, second]]);
  });

  it('describes custom fields: typed, required, and no others', async () => {
    const { sandbox, client } = await start({
      customFields: {
        invoices: {
          'cf-ref': { type: 'text', required: true },
          'cf-count': { type: 'number' },
          'cf-urgent': { type: 'checkbox' },
          'cf-due': { type: 'date' },
          'cf-project': { type: 'lookup', lookup: 'Project' },
          'cf-owner': { type: 'user' },
          'cf-budget': { type: 'money' },
        },
      },
    });
    const { user_login } = sandbox.env.vars;
    const lookups = await client.list('/api/lookup_values?lookup[name]=Project&limit=1');
    const send = (number: string, fields?: object) =>
      client.post('/api/invoices', plainInvoice(sandbox, number, fields && { 'custom-fields': fields }));
    const missing = await send('C-1');
    expect([missing.status, missing.text]).toEqual([400, expect.stringContaining("cf-ref can't be blank")]);
    const made = await send('C-2', {
      'cf-ref': 'R1',
      'cf-count': '7.50',
      'cf-urgent': true,
      'cf-due': '2026-04-01',
      'cf-project': { name: lookups[0]?.name },
      'cf-owner': { login: user_login },
      'cf-budget': { amount: 12, currency: { code: 'EUR' } },
      'cf-unknown': 'x',
    });
    expect(made.status, made.text).toBe(201);
    const { id } = made.json as { id: number };
    expect((await client.record(`/api/invoices/${id}`))['custom-fields']).toEqual({
      'cf-ref': 'R1',
      'cf-count': '7.50',
      'cf-urgent': true,
      'cf-due': '2026-04-01',
      'cf-project': expect.objectContaining({ id: lookups[0]?.id, name: lookups[0]?.name, active: true }),
      'cf-owner': expect.objectContaining({ login: user_login }),
      'cf-budget': { amount: '12', currency: { code: 'EUR' } },
    });
    const change = (fields: object) => client.put(`/api/invoices/${id}`, { 'custom-fields': fields });
    expect((await change({ 'cf-count': '8' })).status).toBe(200);
    for (const wrong of [
      { 'cf-ref': '' },
      { 'cf-count': 'many' },
      { 'cf-urgent': 'perhaps' },
      { 'cf-due': 'soon' },
      { 'cf-project': { name: 'none of ours' } },
      { 'cf-owner': 'nobody' },
      { 'cf-budget': '12 EUR' },
    ])
      expect((await change(wrong)).status, JSON.stringify(wrong)).toBe(400);
  });

  it('has clients, filters and switches', async () => {
    const { sandbox, client } = await start({
      clients: [{ id: 'reader', secret: 'reader-secret', scopes: 'core.invoice.read' }],
      uniqueInvoiceNumbers: false,
      filters: { invoices: { keys_only: ['id', { supplier: ['number'] }] } },
    });
    for (const _ of [1, 2])
      expect((await client.post('/api/invoices', plainInvoice(sandbox, 'TWICE'))).status).toBe(201);
    const [row] = await client.list('/api/invoices?invoice-number=TWICE&filter=keys_only&limit=1');
    expect(row).toEqual({ id: expect.any(Number), supplier: { number: expect.any(String) } });
    const [whole] = await client.list('/api/invoices?filter=unheard_of&limit=1');
    expect(Object.keys(whole ?? {}).length).toBeGreaterThan(20);
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'reader',
      client_secret: 'reader-secret',
      scope: 'core.invoice.read',
    });
    expect((await fetch(`${sandbox.url}/oauth2/token`, { method: 'POST', body })).status).toBe(200);
  });

  it('calls out for the documents and statuses it names, in the customer’s own words', async () => {
    const got: string[] = [];
    let arrived: () => void = () => {};
    const server: Server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        got.push(Buffer.concat(chunks).toString());
        response.writeHead(204).end();
        arrived();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    const { sandbox, client } = await start({
      callouts: {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        secret: 'plain',
        documents: { invoices: ['abandoned'] },
        template: '{"doc": "{{ number }}", "is": "{{status}}", "note": "{{field.internal-note}}"}',
      },
    });
    const said = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const made = await client.post(
      '/api/invoices',
      plainInvoice(sandbox, 'OUT "1"', { 'internal-note': 'line\nbreak' }),
    );
    const { id } = made.json as { id: number };
    await client.put(`/api/invoices/${id}/submit`);
    expect((await client.put(`/api/invoices/${id}/abandon`)).status).toBe(200);
    await said;
    await client.put(`/api/invoices/${id}`, { 'internal-note': 'later' });
    await client.put(`/api/invoices/${id}?exported=true`);
    expect(got.map((body) => JSON.parse(body))).toEqual([
      { doc: 'OUT "1"', is: 'abandoned', note: 'line\nbreak' },
    ]);
    expect(sandbox.callouts()).toMatchObject({ waiting: 0 });
  });

  it.each<[object, string]>([
    [{ colour: 1 }, 'colour: expected one of clients, uniqueInvoiceNumbers'],
    [{ uniqueInvoiceNumbers: 1 }, 'uniqueInvoiceNumbers: expected true or false, found 1'],
    [{ customFields: { bills: {} } }, 'customFields.bills: expected the path of a resource'],
    [
      { customFields: { invoices: { a: { type: 'blob' } } } },
      'customFields.invoices.a.type: expected one of text, number',
    ],
    [
      { customFields: { invoices: { a: { type: 'lookup' } } } },
      'customFields.invoices.a.lookup: expected the name of a lookup, found nothing',
    ],
    [
      { tolerances: { unitPricePercent: -1 } },
      'tolerances.unitPricePercent: expected a number from 0, found -1',
    ],
    [{ approvals: [{ from: 1 }] }, 'approvals[0].approver: expected a login, found nothing'],
    [
      { filters: { invoices: { a: 'id' } } },
      'filters.invoices.a: expected a list as fields= takes it, found "id"',
    ],
    [{ callouts: { url: 'x', secret: 's' } }, 'callouts.url: expected an http address, found "x"'],
    [
      { callouts: { url: 'http://x', secret: 's', documents: { users: true } } },
      'callouts.documents.users: expected one of invoices, purchase_orders',
    ],
    [
      { callouts: { url: 'http://x', secret: 's', template: '{{nope}}' } },
      'callouts.template: expected event, document_type',
    ],
  ])('that is wrong says where: %j', (profile, words) => {
    expect(() => readProfile(JSON.stringify(profile))).toThrow(words);
  });

  it.each<[object, string]>([
    [
      { approvals: [{ approver: 'nobody' }] },
      'approvals[0].approver: expected the login of a user, found "nobody"',
    ],
    [
      { clients: [{ id: 'a', secret: 'long-enough', scopes: 'x' }] },
      'clients[0].scopes: expected scopes that the sandbox knows',
    ],
  ])('that does not fit the company is refused at the start: %j', async (profile, words) => {
    await expect(start(profile)).rejects.toThrow(words);
  });
});
