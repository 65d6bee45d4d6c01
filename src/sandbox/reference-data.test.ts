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

const created = async (path: string, body: object) => {
  const answer = await client.post(`/api/${path}`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.json as WireRecord;
};

describe('payment terms', () => {
  it.each([
    ['DaysAfterNetPaymentTerm', { 'days-for-net-payment': 30 }],
    ['SpecificDayPaymentTerm', { 'net-due-day': 15, 'net-due-month': 1, 'net-cutoff-day': 20 }],
    ['DaysToBaseEomPaymentTerm', { 'days-for-net-payment': 30, 'net-due-month': 1 }],
    ['BaseEomToDaysPaymentTerm', { 'days-for-net-payment': 10, 'net-due-month': 1 }],
  ])('of type %s are kept with what they are reckoned by, and refused without it', async (type, days) => {
    const term = await created('payment_terms', { code: `T-${type}`, type, ...days });
    expect(term).toMatchObject({ type, ...days, active: true });
    expect((await client.post('/api/payment_terms', { code: `U-${type}`, type })).text).toContain(
      "can't be blank",
    );
  });

  it('of a fifth type, with a 32nd day or a code that is taken are refused', async () => {
    const bad = async (changes: object) =>
      (await client.post('/api/payment_terms', { code: 'X', 'days-for-net-payment': 1, ...changes })).json;
    expect(await bad({ type: 'Someday' })).toEqual({
      errors: { 'payment-term': ['Type is not included in the list'] },
    });
    expect(await bad({ 'discount-due-day': 32 })).toEqual({
      errors: { 'payment-term': ['Discount due day must be between 1 and 31'] },
    });
    expect(await bad({ code: 'net 30' })).toEqual({
      errors: { 'payment-term': ['Code has already been taken'] },
    });
  });
});

describe('lookup values', () => {
  it('bear their ancestors’ references in their code, and tell their depth', async () => {
    const lookup = { id: (await created('lookups', { name: 'Region' })).id };
    const top = await created('lookup_values', { name: 'Europe', 'external-ref-num': 'EU', lookup });
    const parent = { 'external-ref-code': 'EU', lookup };
    const low = await created('lookup_values', { name: 'Hesse', 'external-ref-num': 'HE', lookup, parent });
    expect([top.depth, top['external-ref-code']]).toEqual([0, 'EU']);
    expect([low.depth, low['external-ref-code'], low['parent-id']]).toEqual([1, 'EU-HE', top.id]);
    expect(await client.record(`/api/lookup_values/${top.id}`)).toMatchObject({ 'children-count': 1 });
    expect(await client.record(`/api/lookups/${lookup.id}`)).toMatchObject({ 'values-count': 2 });
    // A flattened key moves it, as in the documents' example.
    const moved = (await client.put(`/api/lookup_values/${low.id}`, { 'parent-id': null })).json;
    expect(moved).toMatchObject({ depth: 0, 'external-ref-code': 'HE' });
  });
});

describe('accounts', () => {
  it('are told apart by their chart when the code alone is not enough', async () => {
    const { vars } = sandbox.env;
    const currency = { code: 'EUR' };
    const chart = await created('account_types', { name: 'Second chart', currency });
    const body = { 'segment-1': 'S9', 'segment-2': 'B' };
    const first = await created('accounts', { ...body, 'account-type': { id: vars.account_type_id } });
    const second = await created('accounts', { ...body, 'account-type': { name: 'Second chart' } });
    const chosen = (name: unknown) => ({ 'default-account': { code: 'S9-B', 'account-type': { name } } });
    const user = `/api/users/${vars.user_id}`;
    expect((await client.put(user, chosen('Second chart'))).json).toMatchObject({
      'default-account': { id: second.id },
    });
    expect((await client.put(user, chosen(vars.account_type_name))).json).toMatchObject({
      'default-account': { id: first.id },
    });
    const twice = { ...body, 'account-type': { id: chart.id } };
    expect((await client.post('/api/accounts', twice)).json).toEqual({
      errors: { account: ['Code has already been taken'] },
    });
  });

  it('are refused where an active rule of their chart forbids the combination', async () => {
    const chart = { name: String(sandbox.env.vars.account_type_name) };
    const rule = await created('account_validation_rules', {
      name: 'No travel for plants',
      description: 'Plants do not travel',
      'error-message': 'Invalid Combination',
      'account-type': chart,
      'segment-1-min': 'P100',
      'segment-1-max': 'P199',
      'segment-2-min': 'TRAVEL',
      'segment-2-max': 'TRAVEL',
      'segment-3-condition': 'blank_value',
    });
    const account = (one: string, two: string, three?: string) =>
      client.post('/api/accounts', {
        'segment-1': one,
        'segment-2': two,
        'segment-3': three,
        'account-type': chart,
      });
    expect((await account('P150', 'TRAVEL')).json).toEqual({ errors: { account: ['Invalid Combination'] } });
    expect((await account('P200', 'TRAVEL')).status).toBe(201);
    expect((await account('P150', 'TRAVEL', 'X')).status).toBe(201);
    await client.put(`/api/account_validation_rules/${rule.id}`, { active: false });
    expect((await account('P150', 'TRAVEL')).status).toBe(201);
  });
});

describe('budget lines', () => {
  it('are adjusted by an action that leaves a record, and by nothing else', async () => {
    const period = (await client.list('/api/periods?limit=1'))[0];
    const line = await created('budget_lines', { amount: '1000', period: { name: period?.name } });
    expect([line.amount, line.remaining]).toEqual(['1000.00', '1000.00']);
    const path = `/api/budget_lines/${line.id}`;
    const adjusted = await client.put(`${path}/adjust`, {
      'adjustment-amount': '-250.50',
      description: 'Fair',
    });
    expect(adjusted.json).toMatchObject({ amount: '1000.00', remaining: '749.50' });
    expect((await client.put(path, { amount: '1100' })).json).toMatchObject({ remaining: '849.50' });
    expect(await client.list(`${path}/budget_line_adjustments`)).toMatchObject([
      {
        amount: '-250.50',
        'budget-remaining': '749.50',
        description: 'Fair',
        'budget-line': { id: line.id },
      },
    ]);
    expect((await client.post(`${path}/budget_line_adjustments`, { amount: '1' })).status).toBe(405);
    expect((await client.put(`${path}/adjust`, {})).status).toBe(400);
    expect((await client.call('DELETE', path)).status).toBe(200);
    expect((await client.get(path)).status).toBe(404);
  });
});

describe('countries', () => {
  it('are named by code, name or id and shown with all three', async () => {
    const named = async (country: unknown) => (await created('addresses', { name: 'A', country })).country;
    const france = await named({ code: 'FR' });
    expect(france).toMatchObject({ code: 'FR', name: 'France' });
    expect(await named({ name: 'France' })).toEqual(france);
    expect(await named('France')).toEqual(france);
    expect((await client.post('/api/addresses', { name: 'A', country: { code: 'XX' } })).status).toBe(400);
    expect(await client.list('/api/addresses?country[name]=France&fields=["id"]')).toHaveLength(3);
  });
});

describe('content groups', () => {
  it('are given as a list that replaces the one before', async () => {
    const [one, two] = await client.list('/api/business_groups?limit=2');
    const address = await created('addresses', {
      name: 'B',
      'content-groups': [{ id: one?.id }, { name: two?.name }],
    });
    const groups = (record: unknown) =>
      ((record as WireRecord)['content-groups'] as WireRecord[]).map(({ id }) => id);
    expect(groups(address)).toEqual([one?.id, two?.id]);
    const path = `/api/addresses/${address.id}`;
    expect(groups((await client.put(path, { 'content-groups': [{ id: two?.id }] })).json)).toEqual([two?.id]);
    expect(groups((await client.put(path, { 'content-groups': [{ name: 'Nobody' }] })).json)).toEqual([
      two?.id,
    ]);
  });
});
