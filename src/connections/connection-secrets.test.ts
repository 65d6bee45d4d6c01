import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#kernel/clock.ts';
import { createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { readSecret, rotateSecrets, writeSecret } from './connection-secrets.queries.ts';
import { createCoupaFor } from './coupa-for.ts';
import { createConnection } from './create-connection.ts';
import { ensureConnection, listConnections } from './ensure-connection.ts';
import { createSealedTokenCache } from './sealed-token-cache.ts';
import { type KeyRing, newSecretKey, openSecret, readKeyRing, sealSecret } from './secret-box.ts';
import { updateConnection } from './update-connection.ts';

const firstKey = newSecretKey();
const ring = readKeyRing(firstKey);
const credentials = { clientId: 'purser', clientSecret: 'very secret', scopes: ['core.invoice.read'] };
const who = { kind: 'system', id: 'test', name: 'Test' } as const;

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
  for (const id of ['acme', 'umbra']) await create(id);
});
afterAll(() => test.close());

function create(id: string, keys: KeyRing = ring) {
  const draft = { id, name: id, coupaUrl: 'https://acme.coupahost.com', credentials };
  return createConnection(draft, {
    db: test.db,
    ring: keys,
    now: new Date(),
    who,
    agentIds: ['three-way-match'],
  });
}

describe('a sealed secret', () => {
  it('opens in its own place with its own key, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, name) => {
        const place = { connectionId: 'acme', name };
        expect(openSecret(ring, place, sealSecret(ring, place, plain))).toBe(plain);
      }),
    );
  });

  it('does not open in another place, with a changed bit, or with another key', () => {
    const place = { connectionId: 'acme', name: 'a' };
    const box = sealSecret(ring, place, 'very secret');
    const refuses = (work: () => unknown) => expect(work).toThrow(/cannot be opened/);
    refuses(() => openSecret(ring, { ...place, connectionId: 'umbra' }, box));
    refuses(() => openSecret(ring, { ...place, name: 'b' }, box));
    refuses(() => openSecret(readKeyRing(newSecretKey()), place, box));
    for (let at = 0; at < box.sealed.length; at += 1) {
      const sealed = Buffer.from(box.sealed);
      sealed[at] = (sealed[at] ?? 0) ^ 1;
      refuses(() => openSecret(ring, place, { ...box, sealed }));
    }
    refuses(() => openSecret(ring, place, { ...box, sealed: box.sealed.subarray(0, 20) }));
    expect(sealSecret(ring, place, 'very secret').sealed.equals(box.sealed)).toBe(false);
  });

  it('refuses keys that are none, with what to do', () => {
    for (const text of ['', 'password', 'ab'.repeat(31), Buffer.alloc(31).toString('base64')]) {
      expect(() => readKeyRing(text)).toThrow(/openssl rand -base64 32/);
    }
    expect(readKeyRing('ab'.repeat(32)).current.bytes).toHaveLength(32);
  });

  it('swapped between two connections in the database opens in neither', async () => {
    const place = (connectionId: string) => ({ connectionId, name: 'swapped' });
    const box = sealSecret(ring, place('acme'), 'of acme');
    await test.db.inConnection('umbra', (tx) =>
      tx.execute(
        'insert into connection_secret (connection_id, name, sealed, key_id) values ($1, $2, $3, $4)',
        ['umbra', 'swapped', box.sealed, box.keyId],
      ),
    );
    await expect(test.db.inConnection('umbra', (tx) => readSecret(tx, ring, place('umbra')))).rejects.toThrow(
      /belongs to another connection/,
    );
    await test.db.inConnection('umbra', (tx) =>
      tx.execute("delete from connection_secret where name = 'swapped'"),
    );
  });

  it('is sealed anew by a rotation, after which the earlier key is not needed', async () => {
    const secondKey = newSecretKey();
    const both = readKeyRing(`${secondKey} ${firstKey}`);
    const place = { connectionId: 'acme', name: 'coupa_client' };
    const count = await rotateSecrets(test.db, both);
    expect(count).toBe(2);
    expect(await rotateSecrets(test.db, both)).toBe(0);
    const onlySecond = readKeyRing(secondKey);
    const opened = await test.db.inConnection('acme', (tx) => readSecret(tx, onlySecond, place));
    expect(opened).toContain('very secret');
    await expect(test.db.inConnection('acme', (tx) => readSecret(tx, ring, place))).rejects.toThrow(
      /not given/,
    );
    await rotateSecrets(test.db, readKeyRing(`${firstKey} ${secondKey}`));
  });

  it('is nowhere in the database as it is', async () => {
    const rows = await test.db.inConnection('acme', (tx) =>
      tx.query<{ found: boolean }>(
        "select position('very secret'::bytea in sealed) > 0 as found from connection_secret",
      ),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => !row.found)).toBe(true);
  });
});

describe('a connection', () => {
  it('is made whole: lanes, cursors, audit chain, first entry', async () => {
    const [row] = await test.db.inConnection('acme', (tx) =>
      tx.query(
        `select (select count(*)::int from feed_head) as heads, (select count(*)::int from feed_cursor) as cursors,
                (select seq from audit_head) as audit, (select what from audit_entry) as what`,
      ),
    );
    expect(row).toEqual({ heads: 4, cursors: 4, audit: '1', what: 'connection_created' });
  });

  it('is refused whole for an address, an id, a zone or lanes that cannot be', async () => {
    const draft = { id: 'fresh', name: 'Fresh', coupaUrl: 'https://fresh.coupahost.com', credentials };
    const deps = { db: test.db, ring, now: new Date(), who, agentIds: [] };
    for (const wrong of [
      { coupaUrl: 'http://fresh.coupahost.com' },
      { coupaUrl: 'https://10.0.0.1' },
      { coupaUrl: 'https://user:pass@fresh.coupahost.com' },
      { id: 'Fresh!' },
      { timeZone: 'Mars/Olympus' },
      { lanes: 65 },
      { id: 'acme' },
    ]) {
      await expect(createConnection({ ...draft, ...wrong }, deps), JSON.stringify(wrong)).rejects.toThrow();
    }
    expect((await listConnections(test.db)).map(({ id }) => id)).toEqual(['acme', 'umbra']);
  });

  it('named by the environment is made once, then kept with what the environment says', async () => {
    const draft = { id: 'env', name: 'Env', coupaUrl: 'http://127.0.0.1:4010', credentials, isSandbox: true };
    const deps = { db: test.db, ring, now: new Date(), who, agentIds: ['three-way-match'] };
    expect(await ensureConnection(draft, deps)).toBe(true);
    const moved = {
      ...draft,
      coupaUrl: 'http://127.0.0.1:4011',
      credentials: { ...credentials, clientId: 'new' },
    };
    expect(await ensureConnection(moved, { ...deps, agentIds: ['three-way-match', 'other'] })).toBe(false);
    const [row] = await test.db.inConnection('env', (tx) =>
      tx.query(
        'select coupa_url, (select count(*)::int from feed_cursor) as cursors, (select count(*)::int from feed_head) as heads from connection',
      ),
    );
    expect(row).toEqual({ coupa_url: 'http://127.0.0.1:4011', cursors: 8, heads: 4 });
    expect(await ensureConnection(moved, { ...deps, ring: readKeyRing(newSecretKey()) })).toBe(false);
  });

  it('gives one way to Coupa until address or credentials change', async () => {
    const coupaFor = createCoupaFor({ db: test.db, clock: systemClock, ring });
    const first = await coupaFor('acme');
    expect(await coupaFor('acme')).toBe(first);
    await test.db.inConnection('acme', (tx) =>
      updateConnection(tx, 'acme', { credentials: { ...credentials, clientId: 'other' } }, { ring }),
    );
    const second = await coupaFor('acme');
    expect(second).not.toBe(first);
    await test.db.inConnection('acme', (tx) =>
      updateConnection(tx, 'acme', { coupaUrl: 'https://acme-test.coupahost.com' }, { ring }),
    );
    expect((await coupaFor('acme')).coupaUrl).toBe('https://acme-test.coupahost.com');
    await expect(coupaFor('nobody')).rejects.toThrow('There is no connection nobody');
    await test.db.inConnection('umbra', (tx) => tx.execute('delete from connection_secret'));
    await expect(coupaFor('umbra')).rejects.toThrow(/no Coupa client yet/);
  });

  it('shares its tokens sealed, and does without one it cannot open', async () => {
    const token = { value: 'jwt', issuedAt: '2026-04-01T00:00:00Z', expiresAt: '2026-04-02T00:00:00Z' };
    const cache = createSealedTokenCache('acme', { db: test.db, ring });
    expect(await cache.get('k')).toBeUndefined();
    await cache.set('k', token);
    expect(await createSealedTokenCache('acme', { db: test.db, ring }).get('k')).toEqual(token);
    expect(await createSealedTokenCache('umbra', { db: test.db, ring }).get('k')).toBeUndefined();
    const other = createSealedTokenCache('acme', { db: test.db, ring: readKeyRing(newSecretKey()) });
    expect(await other.get('k')).toBeUndefined();
    await test.db.inConnection('acme', (tx) =>
      writeSecret(
        tx,
        ring,
        { connectionId: 'acme', name: 'coupa_token:k' },
        JSON.stringify({ ...token, scopes: ['a'] }),
      ),
    );
    expect((await cache.get('k'))?.scopes).toEqual(['a']);
  });
});
