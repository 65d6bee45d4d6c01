import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../start-sandbox.ts';
import { connect, startTestSandbox, type TestClient } from '../test-client.ts';

let sandbox: Sandbox;
let client: TestClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connect(sandbox);
});
afterAll(() => sandbox.close());

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape.
type Json = any;
const ask = async (query: string, more: object = {}, by = client): Promise<Json> => {
  const answer = await by.post('/api/graphql', { query, ...more });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};

describe('a GraphQL question', () => {
  it('asks for one object by its id, with what it refers to', async () => {
    const [row] = (await client.list('/api/invoices?limit=1')) as Json[];
    const { data } = await ask(
      `{ invoice(id: ${row.id}) { id invoiceNumber status total: totalWithTaxes supplier { id name } invoiceLines { lineNum account { code } } createdAt } }`,
    );
    expect(data.invoice).toEqual({
      id: String(row.id),
      invoiceNumber: row['invoice-number'],
      status: row.status,
      total: row['total-with-taxes'],
      supplier: { id: String(row.supplier.id), name: row.supplier.name },
      invoiceLines: row['invoice-lines'].map((line: Json) => ({
        lineNum: line['line-num'],
        account: line.account && { code: line.account.code },
      })),
      createdAt: row['created-at'],
    });
    expect(await ask('{ invoice(id: 1) { id } user(id: 1) { login } }')).toMatchObject({
      data: { invoice: null, user: { login: expect.any(String) } },
    });
  });

  it('asks for many in the words of the REST query, fifty at most', async () => {
    const rest = await client.list(
      '/api/invoices?status[in]=draft,ap_hold&fields=["id"]&order_by=id&dir=desc',
    );
    const query = 'status[in]=draft,ap_hold&order_by=id&dir=desc';
    const { data } = await ask(`query Held($query: String!) { invoices(query: $query) { id } }`, {
      variables: { query },
    });
    expect(data.invoices).toEqual(rest.map(({ id }) => ({ id: String(id) })));
    expect((await ask('{ invoices { id } }')).data.invoices).toHaveLength(50);
    expect(
      (await ask('{ purchaseOrders(query: "limit=2") { id } orderHeaders(query: "limit=2") { id } }')).data,
    ).toMatchObject({ purchaseOrders: [{}, {}], orderHeaders: [{}, {}] });
  });

  it('knows aliases, fragments, variables with defaults and conditions', async () => {
    const { data } = await ask(
      `query Two($limit: String = "limit=1", $yes: Boolean!) {
         # commas and comments are blanks
         first: suppliers(query: $limit) { ...Slim, __typename }
         again: suppliers(query: $limit) { ... on Supplier { id @skip(if: $yes) name @include(if: $yes) } ... on Invoice { id } }
       }
       query Other { invoices { id } }
       fragment Slim on Supplier { id number }`,
      { operationName: 'Two', variables: { yes: true } },
    );
    expect(data.first).toEqual([
      { id: expect.any(String), number: expect.any(String), __typename: 'Supplier' },
    ]);
    expect(data.again).toEqual([{ name: expect.any(String) }]);
  });

  it('shows custom fields by the type of their values', async () => {
    const [row] = await client.list('/api/invoices?limit=1&fields=["id"]');
    await client.put(`/api/invoices/${row?.id}`, { 'custom-fields': { 'cf-note': 'seen' } });
    const { data } = await ask(
      `{ invoice(id: ${row?.id}) { customFields { name __typename ... on StringValue { value } ... on User { login } } } }`,
    );
    expect(data.invoice.customFields).toContainEqual({
      name: 'cf-note',
      __typename: 'StringValue',
      value: 'seen',
    });
  });

  it('may be for the schema itself', async () => {
    const { data } = await ask(
      `{ __schema { queryType { name } mutationType { name } types { ...T } } __type(name: "InvoiceHeader") { fields(includeDeprecated: true) { name } } }
       fragment T on __Type { kind name fields { name type { kind name ofType { name } } args { name } } }`,
    );
    expect(data.__schema.queryType).toEqual({ name: 'Query' });
    expect(data.__schema.mutationType).toBeNull();
    const query = data.__schema.types.find((type: Json) => type.name === 'Query');
    expect(query.fields).toContainEqual({
      name: 'invoices',
      type: { kind: 'LIST', name: null, ofType: { name: 'InvoiceHeader' } },
      args: [{ name: 'query' }],
    });
    expect(data.__type.fields).toContainEqual({ name: 'invoiceNumber' });
  });

  it.each([
    ['{ invoices { nope } }', "Field 'nope' doesn't exist on type 'InvoiceHeader'"],
    ['{ nope { id } }', "Field 'nope' doesn't exist on type 'Query'"],
    ['{ invoices(query: "no-such=1") { id } }', 'Invalid query: unknown attribute no-such'],
    ['{ invoices(limit: 3) { id } }', "Field 'invoices' doesn't accept argument 'limit'"],
    ['{ invoice { id } }', "Field 'invoice' is missing required arguments: id"],
    ['{ invoices }', 'Field must have selections'],
    ['{ invoices { id { id } } }', "Selections can't be made on scalars"],
    ['{ invoices { ...Nope } }', 'Fragment Nope was used, but not defined'],
    ['{ invoices { ...A } } fragment A on InvoiceHeader { ...A }', 'Fragment A contains an infinite loop'],
    ['{ invoices { id @nope } }', 'Directive @nope is not defined'],
    ['mutation { a { id } }', 'Schema is not configured for mutations'],
    ['{ invoices { id }', 'Unexpected end of document'],
    ['{ invoices { } }', 'Parse error on "}"'],
    ['{ § }', 'Parse error on "§"'],
    ['', 'No query string was present'],
    ['query A { users { id } } query B { users { id } }', 'An operation name is required'],
    [`${'{a'.repeat(40)}${'}'.repeat(40)}`, 'A query may be 30 levels deep'],
    [`{ users { ${'id '.repeat(11_000)} } }`, 'A query may have 10000 words'],
  ])('that is wrong is answered with 200 and errors: %.40s', async (query, message) => {
    const { errors } = await ask(query);
    expect(errors[0].message).toContain(message);
  });

  it('that would cost too much is ended', async () => {
    const fields = Array.from({ length: 2000 }, (_, n) => `f${n}: id`).join(' ');
    const query = `{ a: invoices { ...F } b: invoices { ...F } c: invoices { ...F } } fragment F on InvoiceHeader { ${fields} }`;
    const { errors } = await ask(query);
    expect(errors[0].message).toContain('A query may ask for 200000 values');
  });

  it('of fragments within fragments is ended too', async () => {
    const doubling = Array.from(
      { length: 30 },
      (_, n) => `fragment F${n} on InvoiceHeader { ...F${n + 1} ...F${n + 1} }`,
    );
    const { errors } = await ask(
      `{ invoices { ...F0 } } ${doubling.join(' ')} fragment F30 on InvoiceHeader { id }`,
    );
    expect(errors[0].message).toContain('A query may ask for 200000 values');
  });

  it('needs the scopes for reading, a token, and POST', async () => {
    const narrow = await connect(sandbox, 'core.supplier.read');
    const { data, errors } = await ask('{ suppliers(query: "limit=1") { id } invoices { id } }', {}, narrow);
    expect(data).toMatchObject({ suppliers: [{ id: expect.any(String) }], invoices: null });
    expect(errors[0]).toMatchObject({
      path: ['invoices'],
      message: expect.stringContaining('core.invoice.read'),
    });
    const key = { 'x-coupa-api-key': sandbox.env.api_key, 'content-type': 'application/json' };
    const byKey = await fetch(`${sandbox.url}/api/graphql`, { method: 'POST', headers: key, body: '{}' });
    expect(byKey.status).toBe(401);
    expect((await client.get('/api/graphql')).status).toBe(405);
  });
});
