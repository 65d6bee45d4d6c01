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
const idsOf = (value: unknown) => (value as WireRecord[]).map(({ id }) => id);

describe('user groups', () => {
  it('and memberships say the same, whichever of them is written', async () => {
    const [one, two, three] = idsOf(await client.list('/api/users?limit=3'));
    const group = await created('user_groups', { name: 'Readers', users: [{ id: one }, { id: two }] });
    const path = `/api/user_groups/${group.id}`;
    const of = `/api/user_group_memberships?user-group[id]=${group.id}`;
    expect((await client.list(of)).map((row) => row['user-id'])).toEqual([one, two]);
    const added = await created('user_group_memberships', {
      'user-id': three,
      'user-group': { name: 'Readers' },
    });
    expect(idsOf((await client.record(path)).users)).toEqual([one, two, three]);
    expect(
      (await client.post('/api/user_group_memberships', { 'user-id': three, 'user-group-id': group.id }))
        .status,
    ).toBe(400);
    const shown = await client.record(`/api/users/${three}?fields=["id",{"user_groups":["name"]}]`);
    expect(shown['user-groups']).toContainEqual({ name: 'Readers' });
    expect((await client.call('DELETE', `/api/user_group_memberships/${added.id}`)).status).toBe(200);
    expect(idsOf((await client.record(path)).users)).toEqual([one, two]);
    await client.put(path, { users: [{ id: two }] });
    expect((await client.list(of)).map((row) => row['user-id'])).toEqual([two]);
  });
});

describe('users', () => {
  it('show their roles, whose names are given once', async () => {
    const [role] = await client.list('/api/roles?name=Buyer');
    const buyers = await client.list(`/api/users?roles[name]=Buyer&fields=["id",{"roles":["id","name"]}]`);
    expect(buyers.length).toBeGreaterThan(0);
    expect(buyers[0]?.roles).toEqual([{ id: role?.id, name: 'Buyer' }]);
    expect((await client.post('/api/roles', { name: 'buyer' })).text).toContain(
      'Name has already been taken',
    );
  });

  it('are told of every name that is taken at once', async () => {
    const { login, email } = await client.record(`/api/users/${sandbox.env.vars.user_id}`);
    const names = { login: String(login).toUpperCase(), email, firstname: 'A', lastname: 'B' };
    expect((await client.post('/api/users', names)).json).toEqual({
      errors: { user: ['Login has already been taken', 'Email has already been taken'] },
    });
  });

  it('keep no password that a caller sends', async () => {
    const body = { login: 'pw@x.example', email: 'pw@x.example', firstname: 'P', lastname: 'W' };
    const user = await created('users', { ...body, password: 'Secret-4711' });
    expect(JSON.stringify(await client.record(`/api/users/${user.id}`))).not.toContain('Secret-4711');
  });
});

describe('projects', () => {
  it('move by POST along their states and are refused elsewhere', async () => {
    const { id } = await created('projects', { name: 'New line' });
    const move = async (verb: string) => (await client.call('POST', `/api/projects/${id}/${verb}`)).status;
    expect(await move('complete')).toBe(400);
    expect([await move('planned'), await move('in_progress'), await move('complete')]).toEqual([
      200, 200, 200,
    ]);
    expect(await move('cancelled')).toBe(400);
    expect(await client.record(`/api/projects/${id}`)).toMatchObject({ status: 'complete' });
  });

  it('show how far their tasks are, and only theirs', async () => {
    const { id } = await created('projects', { name: 'With tasks' });
    const path = `projects/${id}/tasks`;
    const owner = { id: sandbox.env.vars.user_id };
    const first = await created(path, { title: 'Plan', owner, percentage: 50 });
    await created(path, { title: 'Do', owner });
    expect(first).toMatchObject({ 'linkable-type': 'Project', 'linkable-id': id });
    await client.put(`/api/tasks/${first.id}`, { status: 'completed' });
    expect(await client.record(`/api/tasks/${first.id}`)).toMatchObject({ percentage: 100 });
    expect(await client.record(`/api/projects/${id}`)).toMatchObject({ 'completion-percentage': 50 });
    expect(await client.list(`/api/${path}`)).toHaveLength(2);
    // Another owner with the same number has none of them.
    expect((await client.get(`/api/projects/1/tasks/${first.id}`)).status).toBe(404);
    expect((await client.post('/api/tasks', { title: 'Whose', owner })).status).toBe(400);
    expect((await client.call('DELETE', `/api/${path}/${first.id}`)).status).toBe(200);
    expect(await client.list(`/api/${path}`)).toHaveLength(1);
  });
});

describe('items', () => {
  it('are found by number and name, and need a description', async () => {
    const item = await created('items', {
      name: 'Ball bearing',
      description: 'Deep groove',
      'item-number': 'BB-1',
      uom: { code: 'EA' },
      commodity: { name: 'Packaging' },
    });
    expect(item).toMatchObject({ active: true, uom: { code: 'EA' }, commodity: { name: 'Packaging' } });
    expect(await client.list('/api/items?item-number=bb-1')).toHaveLength(1);
    expect((await client.post('/api/items', { name: 'X' })).text).toContain("Description can't be blank");
    expect(
      (await client.post('/api/items', { name: 'Y', description: 'Y', 'item-number': 'BB-1' })).json,
    ).toEqual({ errors: { item: ['Item number has already been taken'] } });
  });
});
