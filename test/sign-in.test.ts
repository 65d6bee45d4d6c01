import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { totpCode, totpStep } from '#people/totp.ts';
import {
  type Browser,
  createTestServer,
  FIRST_PERSON,
  openBrowser,
  setUpFirstPerson,
  type TestServer,
} from './with-server.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let server: TestServer;
let ada: Browser;

async function trail(): Promise<string[]> {
  const rows = await server.test.db.inConnection('acme', (tx) =>
    tx.query<{ what: string }>('select what from audit_entry order by seq'),
  );
  return rows.map((row) => row.what);
}

async function newBrowser(address?: string): Promise<Browser> {
  const browser = openBrowser(server.app, address);
  await browser.send('GET', '/api/session');
  return browser;
}

const CREDENTIALS = { email: FIRST_PERSON.email, password: FIRST_PERSON.password };

describe('first set-up', () => {
  beforeAll(async () => {
    server = await createTestServer();
  });
  afterAll(() => server.close());

  it('says that it is needed, to anybody', async () => {
    expect((await openBrowser(server.app).send('GET', '/api/session')).body).toEqual({
      setupNeeded: true,
      person: null,
      connections: [],
      connectionId: null,
      sandbox: false,
    });
  });

  it.each([
    ['short', 'eleven char', /at least 12/],
    ['guessed first', 'Password2026!', /guessed first/],
    ['one’s own name', 'adamoreau123', /your name/],
  ])('400 for a password that is %s', async (_case, password, words) => {
    const browser = await newBrowser();
    const answer = await browser.send('POST', '/api/setup', { ...FIRST_PERSON, password });
    expect(answer.body).toMatchObject({
      status: 400,
      code: 'password_refused',
      issues: [{ pointer: '/password' }],
    });
    expect(answer.body.detail).toMatch(words);
  });

  it('403 from another site’s page', async () => {
    const browser = await newBrowser();
    const origin = { origin: 'https://evil.test' };
    expect((await browser.send('POST', '/api/setup', FIRST_PERSON, origin)).body).toMatchObject({
      status: 403,
      code: 'csrf_refused',
    });
  });

  it('lets exactly one of eight at once become administrator', async () => {
    const browsers = await Promise.all(Array.from({ length: 8 }, () => newBrowser()));
    const answers = await Promise.all(
      browsers.map((browser, i) =>
        browser.send('POST', '/api/setup', { ...FIRST_PERSON, email: `first${i % 2}@acme.test` }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
    const winner = answers.find((answer) => answer.status === 200)?.body;
    expect(winner).toMatchObject({
      setupNeeded: false,
      person: { name: 'Ada Moreau', roles: ['administrator', 'ap_manager'], secondFactor: false },
      connections: [{ id: 'acme' }],
      connectionId: 'acme',
      sandbox: true,
    });
    const people = await server.test.db.inDispatch((tx) => tx.query('select 1 from person'));
    expect(people).toHaveLength(1);
    expect(await trail()).toEqual(['set_up']);
  });

  it('409 for ever after', async () => {
    const browser = await newBrowser();
    expect((await browser.send('POST', '/api/setup', FIRST_PERSON)).body.code).toBe('setup_done');
  });
});

describe('sessions', () => {
  beforeAll(async () => {
    server = await createTestServer();
    ada = await setUpFirstPerson(server.app);
  });
  afterAll(() => server.close());
  beforeEach(() => server.clock.pass(2 * HOUR_MS - MINUTE_MS));

  it('gives a cookie that scripts cannot read and other sites do not send', async () => {
    const browser = await newBrowser();
    const answer = await browser.send('POST', '/api/sign-in', CREDENTIALS);
    expect(answer.body.person.email).toBe(FIRST_PERSON.email);
    const [session, csrf] = (answer.headers['set-cookie'] as string[]).slice(-2);
    expect(session).toMatch(/^purser_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(csrf).toMatch(/^purser_csrf=[\w-]{43}; Max-Age=43200; Path=\/; SameSite=Lax$/);
  });

  it('keeps only a hash of the cookie’s token', async () => {
    const browser = await newBrowser();
    await browser.send('POST', '/api/sign-in', CREDENTIALS);
    const token = browser.cookies.get('purser_session') ?? '';
    const owner = new pg.Client({ connectionString: server.test.ownerUrl });
    await owner.connect();
    const { rows } = await owner.query('select s::text as row from person_session s');
    await owner.end();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString('hex'));
  });

  it('a new sign-in ends the session the browser had', async () => {
    const browser = await newBrowser();
    await browser.send('POST', '/api/sign-in', CREDENTIALS);
    const earlier = browser.cookies.get('purser_session') ?? '';
    await browser.send('POST', '/api/sign-in', CREDENTIALS);
    expect(browser.cookies.get('purser_session')).not.toBe(earlier);
    const thief = openBrowser(server.app);
    thief.cookies.set('purser_session', earlier);
    expect((await thief.send('GET', '/api/people')).body.code).toBe('unauthenticated');
  });

  it('ends after two hours without use, and use keeps it', async () => {
    const browser = await newBrowser();
    await browser.send('POST', '/api/sign-in', CREDENTIALS);
    for (let i = 0; i < 3; i += 1) {
      server.clock.pass(2 * HOUR_MS - MINUTE_MS);
      expect((await browser.send('GET', '/api/people')).status).toBe(200);
    }
    server.clock.pass(2 * HOUR_MS + MINUTE_MS);
    expect((await browser.send('GET', '/api/people')).status).toBe(401);
  });

  it('is not kept by a screen that asks by itself', async () => {
    const browser = await newBrowser();
    await browser.send('POST', '/api/sign-in', CREDENTIALS);
    for (let i = 0; i < 2; i += 1) {
      server.clock.pass(HOUR_MS);
      await browser.send('GET', '/api/people', undefined, { 'x-purser-idle': '1' });
    }
    expect((await browser.send('GET', '/api/people')).status).toBe(401);
  });

  it('ends after twelve hours whatever happens', async () => {
    const browser = await newBrowser();
    await browser.send('POST', '/api/sign-in', CREDENTIALS);
    for (let i = 0; i < 11; i += 1) {
      server.clock.pass(HOUR_MS);
      expect((await browser.send('GET', '/api/people')).status).toBe(200);
    }
    server.clock.pass(HOUR_MS);
    expect((await browser.send('GET', '/api/people')).status).toBe(401);
  });

  it('signs out here, or everywhere', async () => {
    const [here, there, third] = await Promise.all([newBrowser(), newBrowser(), newBrowser()]);
    for (const browser of [here, there, third]) await browser.send('POST', '/api/sign-in', CREDENTIALS);
    const token = here.cookies.get('purser_session') ?? '';
    expect((await here.send('POST', '/api/sign-out')).body).toEqual({ signedOut: true });
    expect(here.cookies.has('purser_session')).toBe(false);
    here.cookies.set('purser_session', token);
    expect((await here.send('GET', '/api/people')).status).toBe(401);
    expect((await there.send('GET', '/api/people')).status).toBe(200);
    await there.send('POST', '/api/sign-out', { everywhere: true });
    expect((await third.send('GET', '/api/people')).status).toBe(401);
    expect((await trail()).slice(-2)).toEqual(['signed_out', 'signed_out']);
  });
});

describe('abuse of sign-in', () => {
  beforeAll(async () => {
    server = await createTestServer();
    ada = await setUpFirstPerson(server.app);
  });
  afterAll(() => server.close());
  beforeEach(() => server.clock.pass(HOUR_MS + MINUTE_MS));

  const tryPassword = async (browser: Browser, email: string, password: string) =>
    (await browser.send('POST', '/api/sign-in', { email, password })).body;

  it('answers alike for nobody and for a wrong password', async () => {
    const browser = await newBrowser();
    const wrong = await tryPassword(browser, FIRST_PERSON.email, 'not the password');
    const nobody = await tryPassword(browser, 'nobody@acme.test', 'not the password');
    expect(wrong).toMatchObject({ status: 401, code: 'sign_in_refused' });
    expect({ ...nobody, requestId: '' }).toEqual({ ...wrong, requestId: '' });
  });

  it('takes as long for nobody as for somebody', async () => {
    const browser = await newBrowser();
    const took: Record<string, number[]> = { [FIRST_PERSON.email]: [], 'nobody@acme.test': [] };
    // In turns, so that a busy machine slows both.
    for (let i = 0; i < 5; i += 1) {
      server.clock.pass(HOUR_MS + MINUTE_MS);
      for (const [email, times] of Object.entries(took)) {
        const started = process.hrtime.bigint();
        await tryPassword(browser, email, 'not the password');
        times.push(Number(process.hrtime.bigint() - started) / 1e6);
      }
    }
    const [somebody = 0, nobody = 0] = Object.values(took).map((times) => times.sort((a, b) => a - b)[2]);
    // Without the hash for nobody the ratio is about 20.
    expect(Math.max(somebody, nobody) / Math.min(somebody, nobody)).toBeLessThan(4);
  });

  it('429 for the sixth wrong password of one account from one address, and again after a quarter of an hour', async () => {
    const browser = await newBrowser('198.51.100.1');
    for (let i = 0; i < 5; i += 1) {
      expect((await tryPassword(browser, FIRST_PERSON.email, `wrong ${i}`)).code).toBe('sign_in_refused');
    }
    const answer = await browser.send('POST', '/api/sign-in', CREDENTIALS);
    expect(answer.body).toMatchObject({ status: 429, code: 'too_many_attempts', retryAfterSeconds: 900 });
    expect(answer.headers['retry-after']).toBe('900');
    const elsewhere = await newBrowser('198.51.100.2');
    expect((await elsewhere.send('POST', '/api/sign-in', CREDENTIALS)).status).toBe(200);
    server.clock.pass(15 * MINUTE_MS + 1);
    expect((await browser.send('POST', '/api/sign-in', CREDENTIALS)).status).toBe(200);
  });

  it('counts attempts that come at once', async () => {
    const browser = await newBrowser('198.51.100.3');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => tryPassword(browser, FIRST_PERSON.email, `guess number ${i}`)),
    );
    const codes = answers.map((answer) => answer.code);
    expect(codes.filter((code) => code === 'sign_in_refused')).toHaveLength(5);
    expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(15);
  });

  it('does not count what succeeds', async () => {
    for (let i = 0; i < 7; i += 1) {
      const browser = await newBrowser('198.51.100.9');
      expect((await browser.send('POST', '/api/sign-in', CREDENTIALS)).status).toBe(200);
    }
  });

  it.each([
    [{}, '/email'],
    [{ email: 'ada', password: 'x' }, '/email'],
    [{ email: 'ada@acme.test', password: 'x'.repeat(1_001) }, '/password'],
    [{ email: 'ada@acme.test', password: 'x', remember: true }, ''],
    [{ email: 'a\u0000@acme.test', password: 'x' }, '/email'],
  ])('400 for %j', async (body, pointer) => {
    const browser = await newBrowser();
    const answer = await browser.send('POST', '/api/sign-in', body);
    expect(answer.body).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(answer.body.issues.map((issue: { pointer: string }) => issue.pointer)).toContain(pointer);
  });

  it('finds the account however its address is written', async () => {
    const browser = await newBrowser();
    const answer = await browser.send('POST', '/api/sign-in', { ...CREDENTIALS, email: '  ADA@Acme.Test ' });
    expect(answer.status).toBe(200);
  });
});

describe('second factor', () => {
  let secret: string;
  let backupCodes: string[];
  const code = (): string => totpCode(secret, totpStep(server.clock.now()));
  const signIn = async (extra: object = {}) => {
    const browser = await newBrowser();
    return (await browser.send('POST', '/api/sign-in', { ...CREDENTIALS, ...extra })).body;
  };

  beforeAll(async () => {
    server = await createTestServer();
    ada = await setUpFirstPerson(server.app);
  });
  afterAll(() => server.close());

  it('counts only when a code has confirmed it', async () => {
    expect((await ada.send('POST', '/api/second-factor/confirm', { code: '123456' })).body.code).toBe(
      'second_factor_not_started',
    );
    const started = (await ada.send('POST', '/api/second-factor/start')).body;
    secret = started.secret;
    expect(started.otpauthUrl).toContain(`otpauth://totp/Purser%3Aada%40acme.test?secret=${secret}`);
    expect((await signIn()).person).toMatchObject({ secondFactor: false });
    expect((await ada.send('POST', '/api/second-factor/confirm', { code: '000000' })).body).toMatchObject({
      status: 400,
      code: 'code_wrong',
    });
  });

  it('ends the sessions that were opened without it, but this one', async () => {
    const other = await newBrowser();
    await other.send('POST', '/api/sign-in', CREDENTIALS);
    const confirmed = await ada.send('POST', '/api/second-factor/confirm', { code: code() });
    backupCodes = confirmed.body.backupCodes;
    expect(backupCodes).toHaveLength(10);
    expect((await other.send('GET', '/api/people')).status).toBe(401);
    expect((await ada.send('GET', '/api/session')).body.person.secondFactor).toBe(true);
  });

  it('401 without a code, and only after the right password', async () => {
    expect(await signIn()).toMatchObject({ status: 401, code: 'second_factor_needed' });
    expect(await signIn({ password: 'not the password', code: code() })).toMatchObject({
      code: 'sign_in_refused',
    });
  });

  it('takes a code once, and none from before', async () => {
    server.clock.pass(MINUTE_MS);
    expect((await signIn({ code: code() })).person).toMatchObject({ secondFactor: true });
    expect(await signIn({ code: code() })).toMatchObject({ status: 401, code: 'second_factor_wrong' });
    const before = totpCode(secret, totpStep(server.clock.now()) - 1);
    expect(await signIn({ code: before })).toMatchObject({ code: 'second_factor_wrong' });
  });

  it('lets one of two with the same code in', async () => {
    server.clock.pass(HOUR_MS + MINUTE_MS);
    const answers = await Promise.all([signIn({ code: code() }), signIn({ code: code() })]);
    expect(answers.map((answer) => answer.code ?? 'in').sort()).toEqual(['in', 'second_factor_wrong']);
  });

  it('takes each backup code once', async () => {
    server.clock.pass(HOUR_MS + MINUTE_MS);
    const [first = '', second = ''] = backupCodes;
    expect((await signIn({ code: first.toUpperCase().replaceAll('-', ' ') })).person).toBeDefined();
    expect(await signIn({ code: first })).toMatchObject({ code: 'second_factor_wrong' });
    expect((await signIn({ code: second })).person).toBeDefined();
  });

  it('429 after ten wrong codes, from however many addresses', async () => {
    server.clock.pass(HOUR_MS + MINUTE_MS);
    const codes: string[] = [];
    for (let i = 0; i < 11; i += 1) {
      const browser = await newBrowser(`192.0.2.${i}`);
      codes.push((await browser.send('POST', '/api/sign-in', { ...CREDENTIALS, code: '000000' })).body.code);
    }
    expect(codes.slice(0, 10)).toEqual(Array(10).fill('second_factor_wrong'));
    expect(codes[10]).toBe('too_many_attempts');
  });

  it('is switched off with the password, not without', async () => {
    server.clock.pass(HOUR_MS + MINUTE_MS);
    const browser = await newBrowser();
    await browser.send('POST', '/api/sign-in', { ...CREDENTIALS, code: code() });
    expect(
      (await browser.send('POST', '/api/second-factor/disable', { password: 'wrong' })).body,
    ).toMatchObject({
      status: 400,
      code: 'password_wrong',
    });
    expect((await browser.send('POST', '/api/second-factor/start')).body.code).toBe('second_factor_on');
    const off = await browser.send('POST', '/api/second-factor/disable', { password: FIRST_PERSON.password });
    expect(off.body).toEqual({ secondFactor: false });
    expect((await signIn()).person).toMatchObject({ secondFactor: false });
    expect((await trail()).filter((what) => what.startsWith('second'))).toEqual([
      'second_factor_on',
      'second_factor_off',
    ]);
  });
});
