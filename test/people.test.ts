import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestConnection } from './with-database.ts';
import {
  type Browser,
  createTestServer,
  FIRST_PERSON,
  openBrowser,
  setUpFirstPerson,
  type TestServer,
} from './with-server.ts';

let server: TestServer;
let ada: Browser;
let adaId: string;

beforeAll(async () => {
  server = await createTestServer();
  ada = await setUpFirstPerson(server.app);
  adaId = (await ada.send('GET', '/api/session')).body.person.id;
  await createTestConnection(server.test.db, 'umbra');
});
afterAll(() => server.close());

const PASSWORD = 'quiet harbour at noon';

async function add(name: string, roles: string[], extra: object = {}) {
  const body = { name, email: `${name.toLowerCase()}@acme.test`, password: PASSWORD, roles, ...extra };
  return ada.send('POST', '/api/people', body);
}

async function signInAs(email: string, password = PASSWORD): Promise<Browser> {
  const browser = openBrowser(server.app, '203.0.113.20');
  await browser.send('GET', '/api/session');
  const answer = await browser.send('POST', '/api/sign-in', { email, password });
  expect(answer.status).toBe(200);
  return browser;
}

async function lastEntry(connectionId = 'acme') {
  const [row] = await server.test.db.inConnection(connectionId, (tx) =>
    tx.query<{ body: string }>('select body from audit_entry order by seq desc limit 1'),
  );
  return JSON.parse(row?.body ?? '{}');
}

describe('POST /api/people', () => {
  it('200: the person can sign in and does what the role lets them', async () => {
    const added = await add('Bo', ['ap_clerk']);
    expect(added.body).toEqual({
      id: expect.stringMatching(/^per_/),
      name: 'Bo',
      email: 'bo@acme.test',
      roles: ['ap_clerk'],
      coupaUserId: null,
      secondFactor: false,
      active: true,
      lastSeenAt: null,
    });
    expect(await lastEntry()).toMatchObject({
      what: 'person_added',
      who: { id: adaId, name: 'Ada Moreau' },
      text: 'Ada Moreau added Bo as AP clerk.',
    });
    expect(JSON.stringify(await lastEntry())).not.toContain(PASSWORD);
    const bo = await signInAs('bo@acme.test');
    expect((await bo.send('GET', '/api/people')).body.rows.map((row: { name: string }) => row.name)).toEqual([
      'Ada Moreau',
      'Bo',
    ]);
    expect((await bo.send('POST', '/api/people', {})).body).toMatchObject({
      status: 403,
      code: 'permission_denied',
      permission: 'people.change',
    });
  });

  it('409 for a second account of one address, and 400 for a weak password', async () => {
    expect((await add('Bo', ['viewer'])).body.code).toBe('person_exists');
    expect((await add('Cy', ['viewer'], { password: 'password1234' })).body.code).toBe('password_refused');
    expect((await add('Cy', ['owner'])).body).toMatchObject({
      code: 'invalid_input',
      issues: [{ pointer: '/roles/0' }],
    });
    expect((await add('Cy', [])).body).toMatchObject({
      code: 'invalid_input',
      issues: [{ pointer: '/roles' }],
    });
  });

  it('makes somebody of another connection a member here too, with their own password', async () => {
    const people = (await ada.send('GET', '/api/people')).body.rows;
    const bo = people.find((row: { name: string }) => row.name === 'Bo');
    await server.test.db.inConnection('umbra', (tx) =>
      tx.execute(
        `insert into member (connection_id, person_id, roles, added_at, changed_at)
         values ('umbra', $1, '{administrator}', now(), now())`,
        [bo.id],
      ),
    );
    const umbra = await signInAs('bo@acme.test');
    const answer = await umbra.send(
      'POST',
      '/api/people',
      { name: 'Somebody', email: FIRST_PERSON.email, password: 'another password given', roles: ['viewer'] },
      { 'x-purser-connection': 'umbra' },
    );
    expect(answer.body).toMatchObject({ id: adaId, name: 'Ada Moreau', roles: ['viewer'] });
    const session = await (await signInAs(FIRST_PERSON.email, FIRST_PERSON.password)).send(
      'GET',
      '/api/session',
    );
    expect(session.body.connections.map((one: { id: string }) => one.id)).toEqual(['acme', 'umbra']);
    expect(session.body.person.roles).toEqual(['administrator', 'ap_manager']);
    expect(await lastEntry('umbra')).toMatchObject({ what: 'signed_in' });
  });
});

describe('connections', () => {
  it('the header chooses one of the person’s own, each with its own roles', async () => {
    const umbra = { 'x-purser-connection': 'umbra' };
    expect((await ada.send('GET', '/api/session', undefined, umbra)).body).toMatchObject({
      connectionId: 'umbra',
      person: { roles: ['viewer'] },
    });
    expect((await ada.send('GET', '/api/people', undefined, umbra)).body).toMatchObject({ status: 403 });
    expect((await ada.send('GET', '/api/people?connection=umbra')).body).toMatchObject({ status: 403 });
    expect((await ada.send('GET', '/api/people?connection=')).status).toBe(200);
    expect((await ada.send('GET', '/api/people?connection=nowhere')).body).toMatchObject({ status: 404 });
    const change = await ada.send('POST', '/api/people?connection=umbra', {});
    expect(change.body).toMatchObject({ status: 400, code: 'invalid_input' });
    expect((await ada.send('GET', '/api/people', undefined, { 'x-purser-connection': 'acme' })).status).toBe(
      200,
    );
  });

  it('404 alike for another’s connection, for one that is not there and for nonsense', async () => {
    await add('Lone', ['viewer']);
    const lone = await signInAs('lone@acme.test');
    const answers = await Promise.all(
      ['umbra', 'nowhere', "x'; drop table person; --", 'A'.repeat(500)].map((id) =>
        lone.send('GET', '/api/tokens', undefined, { 'x-purser-connection': id }),
      ),
    );
    for (const answer of answers) {
      expect(answer.body).toMatchObject({ status: 404, code: 'not_found', title: 'Not Found' });
    }
    // A screen that remembers a connection that is gone gets the person's own instead of an error.
    const session = await lone.send('GET', '/api/session', undefined, { 'x-purser-connection': 'umbra' });
    expect(session.body.connectionId).toBe('acme');
  });

  it('people of another connection are not there', async () => {
    const other = await server.test.db.inConnection('umbra', async (tx) => {
      await tx.execute(
        `insert into person (person_id, email, name, password_hash, password_changed_at, created_at)
         values ('per_other', 'other@umbra.test', 'Other', 'none', now(), now())`,
      );
      await tx.execute(
        `insert into member (connection_id, person_id, roles, added_at, changed_at)
         values ('umbra', 'per_other', '{viewer}', now(), now())`,
      );
      return 'per_other';
    });
    const answers = await Promise.all([
      ada.send('PUT', `/api/people/${other}`, { active: false }),
      ada.send('PUT', '/api/people/per_none', { active: false }),
      ada.send('PUT', `/api/people/${other}/password`, { password: PASSWORD }),
      ada.send('PUT', '/api/people/per_none/password', { password: PASSWORD }),
    ]);
    for (const answer of answers) expect(answer.body).toMatchObject({ status: 404, code: 'not_found' });
    expect(
      (await ada.send('GET', '/api/people')).body.rows.map((row: { id: string }) => row.id),
    ).not.toContain(other);
  });
});

describe('PUT /api/people/:id', () => {
  it('changes roles at once, in sessions that are open', async () => {
    const dee = (await add('Dee', ['viewer'])).body;
    const browser = await signInAs('dee@acme.test');
    expect((await browser.send('GET', '/api/people')).status).toBe(403);
    const changed = await ada.send('PUT', `/api/people/${dee.id}`, { roles: ['ap_clerk', 'ap_clerk'] });
    expect(changed.body).toMatchObject({ roles: ['ap_clerk'], active: true });
    expect((await browser.send('GET', '/api/people')).status).toBe(200);
    expect(await lastEntry()).toMatchObject({ what: 'person_changed', subject: `person/${dee.id}` });
  });

  it('ends all access of somebody who is made inactive, sessions and tokens', async () => {
    const eve = (await add('Eve', ['ap_clerk'])).body;
    const browser = await signInAs('eve@acme.test');
    const { token } = (await browser.send('POST', '/api/tokens', { name: 't', permissions: ['people.read'] }))
      .body;
    await ada.send('PUT', `/api/people/${eve.id}`, { active: false });
    expect((await browser.send('GET', '/api/people')).body.code).toBe('unauthenticated');
    const program = openBrowser(server.app);
    expect(
      (await program.send('GET', '/api/people', undefined, { authorization: `Bearer ${token}` })).body.code,
    ).toBe('unauthenticated');
    const again = openBrowser(server.app, '203.0.113.21');
    await again.send('GET', '/api/session');
    expect(
      (await again.send('POST', '/api/sign-in', { email: 'eve@acme.test', password: PASSWORD })).body.code,
    ).toBe('sign_in_refused');
    await ada.send('PUT', `/api/people/${eve.id}`, { active: true });
    await signInAs('eve@acme.test');
  });

  it('403 for one’s own roles, Coupa user and access; a lone administrator maps themselves once', async () => {
    const own = (body: object) => ada.send('PUT', `/api/people/${adaId}`, body);
    expect((await own({ roles: ['administrator'] })).body).toMatchObject({ status: 403, code: 'own_roles' });
    expect((await own({ active: false })).body).toMatchObject({ code: 'own_roles' });
    expect((await own({ roles: ['ap_manager', 'administrator'], coupaUserId: '71' })).body).toMatchObject({
      coupaUserId: '71',
    });
    expect((await own({ coupaUserId: '72' })).body.code).toBe('own_roles');
    expect((await own({ coupaUserId: null })).body.code).toBe('own_roles');
    expect((await own({ coupaUserId: '71' })).status).toBe(200);
    const kim = (await add('Kim', ['administrator'])).body;
    const second = await signInAs('kim@acme.test');
    expect((await second.send('PUT', `/api/people/${kim.id}`, { coupaUserId: '73' })).body.code).toBe(
      'own_roles',
    );
    expect(
      (await ada.send('PUT', `/api/people/${kim.id}`, { coupaUserId: '73', roles: ['viewer'] })).status,
    ).toBe(200);
  });

  it('409 for a Coupa user who is somebody else’s', async () => {
    const fay = (await add('Fay', ['ap_clerk'])).body;
    const answer = await ada.send('PUT', `/api/people/${fay.id}`, { coupaUserId: '71' });
    expect(answer.body).toMatchObject({
      status: 409,
      code: 'coupa_user_taken',
      detail: expect.stringContaining('Ada Moreau'),
    });
  });

  it('409 when nobody would stay administrator, also when two take it from each other at once', async () => {
    const gus = (await add('Gus', ['administrator'])).body;
    const browser = await signInAs('gus@acme.test');
    const answers = await Promise.all([
      ada.send('PUT', `/api/people/${gus.id}`, { roles: ['viewer'] }),
      browser.send('PUT', `/api/people/${adaId}`, { roles: ['viewer'] }),
    ]);
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses[0]).toBe(200);
    expect([403, 409]).toContain(statuses[1]);
    const administrators = (await server.test.db.inConnection('acme', (tx) =>
      tx.query("select 1 from member where active and 'administrator' = any(roles)"),
    )) as unknown[];
    expect(administrators).toHaveLength(1);
    if (answers[0]?.status !== 200) {
      await browser.send('PUT', `/api/people/${adaId}`, { roles: ['administrator', 'ap_manager'] });
    }
  });
});

describe('passwords', () => {
  it('one’s own changes with the current one, and ends sessions elsewhere', async () => {
    await add('Hal', ['viewer']);
    const [here, there] = [await signInAs('hal@acme.test'), await signInAs('hal@acme.test')];
    const change = (current: string, password: string) =>
      here.send('PUT', '/api/password', { current, password });
    expect((await change('wrong', 'a new long password')).body).toMatchObject({
      status: 400,
      code: 'password_wrong',
    });
    expect((await change(PASSWORD, 'short')).body.code).toBe('password_refused');
    expect((await change(PASSWORD, 'seven boats came home')).body).toEqual({ changed: true });
    expect((await here.send('GET', '/api/tokens')).status).toBe(200);
    expect((await there.send('GET', '/api/tokens')).status).toBe(401);
    await signInAs('hal@acme.test', 'seven boats came home');
  });

  it('an administrator resets somebody’s who is locked out, second factor and all', async () => {
    const ida = (await add('Ida', ['viewer'])).body;
    const browser = await signInAs('ida@acme.test');
    await browser.send('POST', '/api/second-factor/start');
    const reset = await ada.send('PUT', `/api/people/${ida.id}/password`, {
      password: 'fresh snow on the roof',
    });
    expect(reset.body).toEqual({ changed: true });
    expect((await browser.send('GET', '/api/tokens')).status).toBe(401);
    await signInAs('ida@acme.test', 'fresh snow on the roof');
    expect(await server.test.db.inDispatch((tx) => tx.query('select 1 from person_second_factor'))).toEqual(
      [],
    );
  });

  it('403 for resetting one’s own, and that of somebody with another connection', async () => {
    const bo = (await ada.send('GET', '/api/people')).body.rows.find(
      (row: { name: string }) => row.name === 'Bo',
    );
    expect((await ada.send('PUT', `/api/people/${bo.id}/password`, { password: PASSWORD })).body.code).toBe(
      'own_roles',
    );
    expect((await ada.send('PUT', `/api/people/${adaId}/password`, { password: PASSWORD })).body.code).toBe(
      'own_roles',
    );
  });
});

describe('API tokens', () => {
  const ask = (token: string, method: 'GET' | 'POST', url: string, body?: unknown, extra = {}) =>
    openBrowser(server.app).send(method, url, body, { authorization: `Bearer ${token}`, ...extra });

  it('works without cookie and CSRF, for what it names and no more', async () => {
    const made = await ada.send('POST', '/api/tokens', {
      name: 'Reader',
      permissions: ['people.read'],
      days: 30,
    });
    expect(made.body.row).toMatchObject({ name: 'Reader', permissions: ['people.read'], lastUsedAt: null });
    const { token, row } = made.body;
    expect(token).toMatch(/^pur_acme_[0-9a-f]{64}$/);
    expect((await ask(token, 'GET', '/api/people')).status).toBe(200);
    expect((await ask(token, 'POST', '/api/people', {})).body).toMatchObject({
      status: 403,
      code: 'permission_denied',
    });
    const listed = (await ada.send('GET', '/api/tokens')).body.rows;
    expect(listed).toEqual([{ ...row, lastUsedAt: server.clock.now().toISOString() }]);
    expect(JSON.stringify(await lastEntry())).not.toContain(token);
  });

  it('403 for a permission its maker does not have', async () => {
    const viewer = await signInAs('lone@acme.test');
    const made = await viewer.send('POST', '/api/tokens', {
      name: 'More',
      permissions: ['invoices.read', 'people.change'],
    });
    expect(made.body).toMatchObject({ status: 403, code: 'permission_denied', permission: 'people.change' });
  });

  it('loses what its maker loses', async () => {
    const jo = (await add('Jo', ['ap_clerk'])).body;
    const browser = await signInAs('jo@acme.test');
    const { token } = (await browser.send('POST', '/api/tokens', { name: 'x', permissions: ['people.read'] }))
      .body;
    expect((await ask(token, 'GET', '/api/people')).status).toBe(200);
    await ada.send('PUT', `/api/people/${jo.id}`, { roles: ['viewer'] });
    expect((await ask(token, 'GET', '/api/people')).status).toBe(403);
  });

  it('404 for another connection than its own, even where its maker is a member', async () => {
    const { token } = (await ada.send('POST', '/api/tokens', { name: 'x', permissions: ['people.read'] }))
      .body;
    const answer = await ask(token, 'GET', '/api/people', undefined, { 'x-purser-connection': 'umbra' });
    expect(answer.body).toMatchObject({ status: 404, code: 'not_found' });
    const moved = token.replace('pur_acme_', 'pur_umbra_');
    expect((await ask(moved, 'GET', '/api/people')).body.code).toBe('unauthenticated');
  });

  it('makes no tokens, passwords or second factors', async () => {
    const { token } = (
      await ada.send('POST', '/api/tokens', {
        name: 'x',
        permissions: ['self', 'tokens.own', 'people.change'],
      })
    ).body;
    const body = { name: 'y', permissions: ['self'] };
    expect((await ask(token, 'POST', '/api/tokens', body)).body).toMatchObject({
      status: 403,
      code: 'token_by_token',
    });
    expect((await ask(token, 'POST', '/api/second-factor/start')).body.code).toBe('token_by_token');
  });

  it('ends when revoked or over, and is revoked by its maker alone', async () => {
    const { token, row } = (
      await ada.send('POST', '/api/tokens', { name: 'x', permissions: ['people.read'], days: 1 })
    ).body;
    const bo = await signInAs('bo@acme.test');
    expect((await bo.send('DELETE', `/api/tokens/${row.id}`)).body).toMatchObject({ status: 404 });
    expect((await ask(token, 'GET', '/api/people')).status).toBe(200);
    expect((await ada.send('DELETE', `/api/tokens/${row.id}`)).body).toEqual({ id: row.id, revoked: true });
    expect((await ada.send('DELETE', `/api/tokens/${row.id}`)).status).toBe(404);
    expect((await ask(token, 'GET', '/api/people')).body.code).toBe('unauthenticated');
    const day = (await ada.send('POST', '/api/tokens', { name: 'x', permissions: ['people.read'], days: 1 }))
      .body;
    server.clock.pass(86_400_000);
    expect((await ask(day.token, 'GET', '/api/people')).body.code).toBe('unauthenticated');
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic YWRhOmFkYQ==',
    'Bearer pur_acme_00',
    `Bearer pur_acme_${'0'.repeat(64)}`,
    "Bearer pur_a'b_00",
  ])('authorization %j is nobody, whatever the cookie says', async (authorization) => {
    const browser = await signInAs(FIRST_PERSON.email, FIRST_PERSON.password);
    expect((await browser.send('GET', '/api/people', undefined, { authorization })).body.code).toBe(
      'unauthenticated',
    );
  });
});
