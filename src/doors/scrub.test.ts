import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { createScrub } from './scrub.ts';

const KEY = 'canary/key+material==0001';
const scrub = createScrub([KEY, 'short']);

describe('scrub', () => {
  it.each<[string, unknown]>([
    ['a password by its name', { password: 'canary-0002' }],
    ['however deep', { a: [{ b: { currentPassword: 'canary-0003' } }] }],
    ['an API token in a sentence', { note: `used pur_acme_${'0ca9a21'.repeat(9)}0 today` }],
    ['an authorization header', { headers: { authorization: 'Bearer canary-0004' } }],
    ['a cookie header', { headers: { cookie: 'purser_session=canary-0005' } }],
    ['a bearer in a message', { message: 'sent Authorization: Bearer canary-0006-abcdef' }],
    ['the password in a database URL', { url: 'postgres://purser:canary-0007@db:5432/purser' }],
    [
      'a client secret in a form',
      { body: 'grant_type=client_credentials&client_secret=canary-0008&scope=x' },
    ],
    ['a token in JSON text', { body: '{"access_token":"canary-0009","expires_in":1}' }],
    ['a signed web token', { note: 'eyJhbGciOiJIUzI1NiJ9.Y2FuYXJ5LTAwMTA.c2lnbmF0dXJl' }],
    ['a webhook secret', { note: 'whsec_Y2FuYXJ5LTAwMTE=' }],
    ['a private key', { pem: '-----BEGIN PRIVATE KEY-----\ncanary-0012\n-----END PRIVATE KEY-----' }],
    ['a key this process knows', { note: `opened with ${KEY}` }],
    ['the same inside a URL', { note: `opened with ${encodeURIComponent(KEY)}` }],
    ['the same as base 64', { note: Buffer.from(KEY).toString('base64') }],
    ['a second-factor code', { code: '123456' }],
    ['a backup code', { code: 'cana-ryca-nary-aaaa' }],
    ['backup codes', { backupCodes: ['canary-0014'] }],
    ['bytes', { sealed: Buffer.from('canary-0015') }],
    ['what hangs on an error', Object.assign(new Error('no'), { details: { token: 'canary-0016' } })],
    ['the cause of an error', new Error('no', { cause: new Error('password=canary-0017 refused') })],
    ['a map', new Map([['x', { secret: 'canary-0018' }]])],
    ['the name of a field', { [`pur_acme_${'0ca9a21'.repeat(9)}0`]: 1 }],
  ])('hides %s', (_case, value) => {
    const text = JSON.stringify(scrub(value));
    expect(text).not.toMatch(/canary|123456|cana-ryca|0ca9a21|Y2FuYXJ5/);
    expect(text).toMatch(/hidden|bytes/);
  });

  it('leaves what people look for', () => {
    const fields = {
      requestId: 'r-1',
      status: 404,
      code: 'coupa_timeout',
      password: undefined,
      tokens: 12,
      hasSecondFactor: true,
      says: 'The token expires soon; a short word stays.',
      at: new Date(0),
    };
    expect(scrub(fields)).toEqual({ ...fields, at: '1970-01-01T00:00:00.000Z' });
  });

  it('bounds what is long, wide, deep or circular', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(JSON.stringify(scrub(circle)).length).toBeLessThan(500);
    expect(JSON.stringify(scrub('x'.repeat(100_000))).length).toBeLessThan(5_000);
    expect((scrub(Array.from({ length: 1_000 }, () => 1)) as unknown[]).length).toBe(100);
  });

  it('keeps code, message, stack and cause of an error', () => {
    const error = Object.assign(new Error('top', { cause: new Error('below') }), { code: 'E1' });
    expect(scrub({ error })).toMatchObject({
      error: {
        errorCode: 'E1',
        message: 'top',
        stack: expect.stringContaining('scrub.test'),
        cause: { message: 'below' },
      },
    });
  });
});

it('writes one line of JSON with level, time and message', () => {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    secrets: [],
    destination: { write: (line) => void lines.push(line) },
  });
  log.debug({}, 'not written');
  log.warn({ password: 'x' }, 'Bearer abcdefghijk came');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 40,
    time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/),
    password: '[hidden]',
    msg: 'Bearer [hidden] came',
  });
});

it('refuses a level that is none, with the ones there are', () => {
  expect(() => createLog({ level: 'loud', secrets: [] })).toThrow(
    'PURSER_LOG: expected one of debug, info, warn, error, silent, found loud.',
  );
});
