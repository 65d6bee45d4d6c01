import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#store/database.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import {
  type CalloutMode,
  changeCalloutSecret,
  createCalloutDoor,
  revokeCalloutDoor,
} from './callout-door.ts';
import { receiveCallout } from './receive-callout.ts';
import { newSecretKey, readKeyRing } from './secret-box.ts';
import { verifyCallout } from './verify-callout.ts';

const RUNS = Number(process.env.PURSER_FUZZ_RUNS ?? 500);
const SEED = Number(process.env.PURSER_FUZZ_SEED ?? Date.now() % 1_000_000);
const NOW = new Date('2026-04-01T12:00:00Z');
const ring = readKeyRing(newSecretKey());

let test: TestDatabase;
let connectionId: string;
let made = 0;

beforeAll(async () => {
  console.info(`call-outs: ${RUNS} runs, seed ${SEED}`);
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `callout_${made}`);
});

function openDoor(mode: CalloutMode) {
  return test.db.inConnection(connectionId, (tx) =>
    createCalloutDoor(tx, connectionId, { name: 'Process Automator', mode }, { ring }),
  );
}

/** Signed by the package of the specification's authors, not by our own code. */
function signed(secret: string, body: string, id = 'msg_1', at = NOW): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

function send(
  doorId: string,
  headers: Record<string, string>,
  body: string | Buffer,
  contentType = 'application/json',
) {
  const rawBody = Buffer.from(body);
  return receiveCallout(
    { connectionId, doorId, headers, rawBody, contentType },
    { db: test.db, ring, now: NOW },
  );
}

async function hints(): Promise<string[]> {
  const rows = await test.db.inConnection(connectionId, (tx) =>
    tx.query<{ hint: string }>("select resource || '/' || record_id as hint from read_hint order by 1"),
  );
  return rows.map((row) => row.hint);
}

function keptCount(): Promise<number> {
  return test.db.inConnection(connectionId, async (tx) => {
    const [row] = await tx.query<{ count: number }>('select count(*)::int as count from callout');
    return row?.count ?? 0;
  });
}

const LISTS = ['approvals/*', 'invoices/*', 'purchase_orders/*', 'receiving_transactions/*'];

describe('a door with a secret header', () => {
  it('takes what carries the secret, and nothing else', async () => {
    const { door, secret } = await openDoor('secret_header');
    const body = '{"document_type":"InvoiceHeader","document_id":"71"}';
    expect((await send(door.id, { 'x-callout-secret': secret }, body)).status).toBe(200);
    expect(await hints()).toEqual(['invoices/71']);
    for (const wrong of ['', secret.slice(1), `${secret}x`, secret.toUpperCase()]) {
      expect((await send(door.id, { 'x-callout-secret': wrong }, body)).status).toBe(401);
    }
    expect((await send(door.id, {}, body)).status).toBe(401);
    expect((await send('door_none', { 'x-callout-secret': secret }, body)).status).toBe(404);
    expect(await keptCount()).toBe(1);
  });

  it('goes on taking the secret before a change, once; and none after it is closed', async () => {
    const { door, secret: first } = await openDoor('secret_header');
    const change = () =>
      test.db.inConnection(connectionId, (tx) => changeCalloutSecret(tx, connectionId, door.id, { ring }));
    const second = await change();
    for (const secret of [first, second]) {
      expect((await send(door.id, { 'x-callout-secret': secret }, '{}')).status).toBe(200);
    }
    await change();
    expect((await send(door.id, { 'x-callout-secret': first }, '{}')).status).toBe(401);
    await test.db.inConnection(connectionId, (tx) => revokeCalloutDoor(tx, connectionId, door.id));
    expect((await send(door.id, { 'x-callout-secret': second }, '{}')).status).toBe(404);
  });

  it('is no door of another connection', async () => {
    const { door, secret } = await openDoor('secret_header');
    connectionId = await createTestConnection(test.db, `callout_other_${made}`);
    expect((await send(door.id, { 'x-callout-secret': secret }, '{}')).status).toBe(404);
    connectionId = 'no such connection';
    expect((await send(door.id, { 'x-callout-secret': secret }, '{}')).status).toBe(404);
  });
});

describe('a door with signatures', () => {
  it('keeps a message once; the same again is fine, another under its id is refused', async () => {
    const { door, secret } = await openDoor('standard_webhooks');
    const body = '{"invoice_id":"9007199254740993"}';
    expect((await send(door.id, signed(secret, body), body)).body.says).toBe('Kept.');
    expect((await send(door.id, signed(secret, body), body)).body.says).toBe('Kept before.');
    const other = '{"invoice_id":"2"}';
    expect((await send(door.id, signed(secret, other), other)).status).toBe(409);
    expect(await keptCount()).toBe(1);
    expect(await hints()).toEqual(['invoices/9007199254740993']);
  });

  it('answers 503 when nothing can be kept, and keeps nothing', async () => {
    const { door, secret } = await openDoor('standard_webhooks');
    const away = openDatabase('postgres://nobody:x@127.0.0.1:1/none');
    const request = {
      connectionId,
      doorId: door.id,
      headers: signed(secret, '{}'),
      rawBody: Buffer.from('{}'),
    };
    expect((await receiveCallout(request, { db: away, ring, now: NOW })).status).toBe(503);
    await away.close();
    expect((await send(door.id, signed(secret, '{}'), '{}')).body.says).toBe('Kept.');
  });

  const base64 = fc
    .uint8Array({ minLength: 24, maxLength: 64 })
    .map((bytes) => Buffer.from(bytes).toString('base64'));
  const message = fc.record({
    secret: base64.map((key) => `whsec_${key}`),
    other: base64.map((key) => `whsec_${key}`),
    id: fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
    body: fc.string({ maxLength: 200 }),
    skewS: fc.integer({ min: -299, max: 299 }),
  });
  const doorOf = (...secrets: string[]) => ({
    id: 'd',
    name: 'd',
    mode: 'standard_webhooks' as const,
    headerName: null,
    secrets,
  });

  it('believes every genuine message within five minutes, also under the older of two secrets', () => {
    fc.assert(
      fc.property(message, ({ secret, other, id, body, skewS }) => {
        const at = new Date(NOW.getTime() + skewS * 1000);
        const headers = signed(secret, body, id, at);
        const raw = Buffer.from(body);
        expect(verifyCallout(doorOf(secret), headers, raw, NOW)).toEqual({ isGenuine: true, messageId: id });
        expect(verifyCallout(doorOf(other, secret), headers, raw, NOW).isGenuine).toBe(true);
        const many = { ...headers, 'webhook-signature': `v1,AAAA v1a,x ${headers['webhook-signature']}` };
        expect(verifyCallout(doorOf(secret), many, raw, NOW).isGenuine).toBe(true);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('believes none with one byte changed, another secret, or a moment further off than five minutes', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 1, max: 255 }), (sample, place, flip) => {
        const { secret, other, id, body, skewS } = sample;
        const at = new Date(NOW.getTime() + skewS * 1000);
        const headers = signed(secret, body, id, at);
        const raw = Buffer.from(body);
        const refuses = (changed: Record<string, string>, bytes: Buffer, ...secrets: string[]) =>
          expect(verifyCallout(doorOf(...secrets), changed, bytes, NOW).isGenuine).toBe(false);
        if (raw.length > 0) {
          const changed = Buffer.from(raw);
          const at = place % raw.length;
          changed[at] = (changed[at] ?? 0) ^ flip;
          refuses(headers, changed, secret);
          refuses(headers, raw.subarray(0, -1), secret);
        }
        refuses(headers, Buffer.concat([raw, Buffer.of(flip)]), secret);
        for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const) {
          const value = headers[name] ?? '';
          const at = place % value.length;
          const code = 33 + ((value.charCodeAt(at) - 33 + (flip % 93) + 1) % 94);
          const letter = String.fromCharCode(code);
          if (letter === value[at]) continue;
          refuses({ ...headers, [name]: value.slice(0, at) + letter + value.slice(at + 1) }, raw, secret);
          const { [name]: _gone, ...without } = headers;
          refuses(without, raw, secret);
        }
        if (other !== secret) refuses(headers, raw, other);
        refuses(headers, raw, secret.slice(0, 20));
        refuses(headers, raw);
        for (const far of [-301, 301]) {
          const moment = new Date(NOW.getTime() + far * 1000);
          refuses(signed(secret, body, id, moment), raw, secret);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('tells bodies apart that are no UTF-8', () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const headers = signed(secret, '\ufffd');
    expect(verifyCallout(doorOf(secret), headers, Buffer.of(0xff), NOW).isGenuine).toBe(false);
  });

  it('does not let the border between id, time and body be moved', () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const seconds = Math.floor(NOW.getTime() / 1000);
    const body = `${seconds}.{}`;
    const headers = signed(secret, body, 'a');
    const moved = { ...headers, 'webhook-id': `a.${seconds}` };
    expect(verifyCallout(doorOf(secret), moved, Buffer.from('{}'), NOW).isGenuine).toBe(false);
  });
});

describe('what a call-out says', () => {
  const cases: readonly [says: string, body: string, type: string, expected: readonly string[]][] = [
    ['type and id', '{"object":{"type":"OrderHeader","id":7}}', 'application/json', ['purchase_orders/7']],
    ['an event', '{"event":"invoice.approved","id":"12"}', 'application/json', ['invoices/12']],
    [
      'named ids',
      '{"invoice-header-id":1,"po_id":2,"supplierId":"3"}',
      'text/plain',
      ['invoices/1', 'purchase_orders/2', 'suppliers/3'],
    ],
    [
      'objects',
      '{"invoices":[{"id":1},{"id":2}],"other":{"id":3}}',
      'application/json',
      ['invoices/1', 'invoices/2'],
    ],
    [
      'links',
      '{"see":"https://x.coupahost.com/order_headers/55?a=1 and /api/invoices/56"}',
      'application/json',
      ['invoices/56', 'purchase_orders/55'],
    ],
    [
      'xml',
      '<?xml version="1.0"?><invoice-header><id type="integer">77</id></invoice-header>',
      'application/xml',
      ['invoices/77'],
    ],
    [
      'xml fields',
      '<callout><document_type>InventoryTransaction</document_type><document_id>5</document_id></callout>',
      'application/xml',
      ['receiving_transactions/5'],
    ],
    [
      'further documents, and not the master data that they name',
      '{"requisition-header":{"id":8,"account":{"id":9},"department":{"id":4}},"receipt_request_id":3}',
      'application/json',
      ['receipt_requests/3', 'requisitions/8'],
    ],
    ['big ids', '{"invoice_id":90071992547409931234}', 'application/json', ['invoices/90071992547409931234']],
    ['nothing we know', '{"hello":"world"}', 'application/json', LISTS],
    ['nothing at all', '', 'application/json', LISTS],
    ['no JSON', '{"invoice_id":', 'application/json', LISTS],
    ['no XML', '<a><b></a>', 'application/xml', LISTS],
    [
      'too much',
      JSON.stringify({ invoices: Array.from({ length: 101 }, (_, id) => ({ id })) }),
      'application/json',
      LISTS,
    ],
    ['too deep JSON', '['.repeat(5000) + ']'.repeat(5000), 'application/json', LISTS],
    ['too deep XML', '<a>'.repeat(5000) + '</a>'.repeat(5000), 'application/xml', LISTS],
    ['an injection', `{"invoice_id":"1'; drop table invoice; --"}`, 'application/json', LISTS],
  ];
  for (const [says, body, type, expected] of cases) {
    it(`is kept and becomes hints: ${says}`, async () => {
      const { door, secret } = await openDoor('secret_header');
      expect((await send(door.id, { 'x-callout-secret': secret }, body, type)).status).toBe(200);
      expect(await hints()).toEqual(expected);
      expect(await keptCount()).toBe(1);
    });
  }

  it('is refused when it declares a document type, or is larger than 1 MB', async () => {
    const { door, secret } = await openDoor('secret_header');
    const xxe = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';
    expect((await send(door.id, { 'x-callout-secret': secret }, xxe, 'text/xml')).status).toBe(400);
    const large = Buffer.alloc(1_048_577, 32);
    expect((await send(door.id, { 'x-callout-secret': secret }, large)).status).toBe(413);
    expect(await keptCount()).toBe(0);
  });

  it('may be any bytes: a hint to look, never a fault', async () => {
    const { door, secret } = await openDoor('secret_header');
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('application/json', 'text/xml'),
        async (bytes, type) => {
          const { status } = await send(door.id, { 'x-callout-secret': secret }, Buffer.from(bytes), type);
          expect([200, 400]).toContain(status);
        },
      ),
      { numRuns: Math.min(RUNS, 200), seed: SEED },
    );
  });
});
