// long: every way to tamper is held against one trail, and reads best side by side

import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { systemClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/log.ts';
import { packTexts } from '#store/packed-text.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../test/with-database.ts';
import { type AnchorDeps, anchorTrail, keepAnchoring } from './anchor.ts';
import { anchorFile } from './anchor-file.ts';
import { loadAnchorKey } from './anchor-key.ts';
import { exportTrail } from './export-evidence.ts';
import { chainHash, genesisHash, recordEntries } from './record-entry.ts';
import type { Verdict } from './verdict.ts';
import { bodyFault } from './verdict.ts';
import { verifyTrail } from './verify.ts';
import { verifyExport } from './verify-export.ts';

/** `PURSER_SEED` repeats a run. */
const SEED = Number(process.env.PURSER_SEED ?? Date.now() % 1_000_000_000);
const now = new Date('2026-03-01T10:00:00.000Z');

let test: TestDatabase;
let owner: pg.Client;
let folder = '';
let made = 0;
let connectionId = '';
let deps: AnchorDeps;

beforeAll(async () => {
  test = await createTestDatabase();
  owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await test.close();
});
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `acme_${made}`);
  folder = mkdtempSync(path.join(os.tmpdir(), 'purser audit '));
  deps = {
    db: test.db,
    key: await loadAnchorKey(folder),
    dataDir: folder,
    copyDir: path.join(folder, 'second place'),
    clock: systemClock,
    log: silentLog,
  };
  return () => rmSync(folder, { recursive: true, force: true });
});

async function write(count: number, subject = 'invoice/7'): Promise<void> {
  await test.db.inConnection(connectionId, (tx) =>
    recordEntries(
      tx,
      connectionId,
      Array.from({ length: count }, (_, index) => ({
        what: 'noted',
        who: { kind: 'person', id: 'p1', name: 'Mia' },
        subject,
        text: `“Note” ${index} ü`,
        data: { amount: '12.50', nested: [1, null, { deep: true }] },
      })),
      now,
    ),
  );
}

const verify = (): Promise<Verdict> =>
  verifyTrail(connectionId, {
    db: test.db,
    publicKey: deps.key.publicKey,
    dataDir: folder,
    copyDir: deps.copyDir,
  });

async function exported(subject?: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of exportTrail(connectionId, subject, deps)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

const verifyFile = (file: Buffer): Promise<Verdict> => verifyExport([file], deps.key.publicKey);

/** As whoever has the database's owner's password, past every right and policy of ours. */
const tamper = (sql: string, values: unknown[] = []): Promise<unknown> =>
  owner.query(sql.replaceAll(':c', `'${connectionId}'`), values);

/** Writes the whole trail anew, chain and all, as a forger with the password would. */
async function rewrite(change: (body: Record<string, unknown>) => void): Promise<void> {
  const { rows } = await owner.query<{ seq: string; body: string }>(
    'select seq, body from audit_entry where connection_id = $1 order by seq',
    [connectionId],
  );
  let hash = genesisHash(connectionId);
  for (const row of rows) {
    const body = JSON.parse(row.body) as Record<string, unknown>;
    change(body);
    const text = canonicalJson(body);
    hash = chainHash(hash, text);
    await tamper('update audit_entry set body = $1, hash = $2 where connection_id = :c and seq = $3', [
      text,
      hash,
      row.seq,
    ]);
  }
  await tamper('update audit_head set hash = $1 where connection_id = :c', [hash]);
}

describe('the key', () => {
  it('is made once, lies outside the database, and is its owner’s alone', async () => {
    const file = path.join(folder, 'keys', 'audit-ed25519.pem');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const both = await Promise.all([loadAnchorKey(folder), loadAnchorKey(folder)]);
    for (const key of both) expect(key.publicKey.equals(deps.key.publicKey)).toBe(true);
    writeFileSync(file, 'nothing of the kind');
    await expect(loadAnchorKey(folder)).rejects.toMatchObject({ code: 'audit_key_unreadable' });
  });
});

describe('a live trail', () => {
  it('verifies, with how much of it is anchored', async () => {
    await write(5);
    await anchorTrail(connectionId, deps);
    await write(3);
    expect(await verify()).toMatchObject({
      entries: 8,
      chained: 8,
      valid: true,
      first_invalid: null,
      problem: null,
      anchors: { checked: 1, last_seq: 5, unanchored: 3 },
    });
    await anchorTrail(connectionId, deps);
    expect((await verify()).anchors).toMatchObject({ checked: 2, last_seq: 8, unanchored: 0 });
    expect(await anchorTrail(connectionId, deps)).toBeUndefined();
  });

  it('of nothing is valid', async () => {
    expect(await verify()).toMatchObject({ entries: 0, valid: true, first_invalid: null });
  });

  it.each<[string, string, number]>([
    [
      'a changed word',
      `update audit_entry set body = replace(body, 'Note', 'Nope') where connection_id = :c and seq = 4`,
      4,
    ],
    [
      'a changed hash',
      `update audit_entry set hash = hash || '\\x00' where connection_id = :c and seq = 4`,
      4,
    ],
    ['what lists show', `update audit_entry set who = 'p2' where connection_id = :c and seq = 4`, 4],
    ['a deleted entry', `delete from audit_entry where connection_id = :c and seq = 4`, 4],
    ['a cut tail', `delete from audit_entry where connection_id = :c and seq > 6`, 7],
    [
      'two entries that changed places',
      `update audit_entry a set body = b.body, hash = b.hash from audit_entry b
        where a.connection_id = :c and b.connection_id = :c and (a.seq, b.seq) in ((4, 5), (5, 4))`,
      4,
    ],
    [
      'an entry put in',
      `insert into audit_entry select connection_id, 0, at, what, who, subject, body, hash from audit_entry
        where connection_id = :c and seq = 4`,
      1,
    ],
  ])('names the first bad entry: %s', async (_what, sql, first) => {
    await write(10);
    await anchorTrail(connectionId, deps);
    await tamper(sql);
    const verdict = await verify();
    expect(verdict).toMatchObject({ valid: false, first_invalid: first });
    expect(verdict.problem).not.toBeNull();
  });

  it('that was rewritten from end to end, with the password but without the key, is found', async () => {
    await write(4);
    await anchorTrail(connectionId, deps);
    await write(4);
    await anchorTrail(connectionId, deps);
    await rewrite((body) => {
      if (body.seq === 6) body.text = 'Nothing happened here.';
    });
    expect(await verify()).toMatchObject({ valid: false, first_invalid: 5 });
    await expect(anchorTrail(connectionId, { ...deps })).resolves.toBeUndefined();
  });

  it('that was rewritten with its anchors, by another key, is found', async () => {
    await write(4);
    await anchorTrail(connectionId, deps);
    await rewrite((body) => {
      body.text = 'Nothing happened.';
    });
    await tamper('delete from audit_anchor where connection_id = :c');
    const forged = generateKeyPairSync('ed25519');
    const elsewhere = mkdtempSync(path.join(os.tmpdir(), 'purser forger '));
    await anchorTrail(connectionId, { ...deps, key: forged, dataDir: elsewhere, copyDir: undefined });
    copyFileSync(anchorFile(elsewhere, connectionId), anchorFile(folder, connectionId));
    rmSync(elsewhere, { recursive: true });
    expect(await verify()).toMatchObject({ valid: false });
  });

  it('whose tail was cut, head and database anchors with it, is found by the anchors outside', async () => {
    await write(4);
    await anchorTrail(connectionId, deps);
    await write(4);
    await anchorTrail(connectionId, deps);
    await tamper('delete from audit_entry where connection_id = :c and seq > 4');
    await tamper('delete from audit_anchor where connection_id = :c and seq > 4');
    await tamper(`update audit_head h set seq = 4, hash = e.hash from audit_entry e
      where h.connection_id = :c and e.connection_id = :c and e.seq = 4`);
    expect(await verify()).toMatchObject({ valid: false, first_invalid: 5 });
    await expect(anchorTrail(connectionId, deps)).rejects.toMatchObject({ code: 'audit_broken' });
    // The first place is cut as well; the second still knows.
    const file = anchorFile(folder, connectionId);
    writeFileSync(file, `${readFileSync(file, 'utf8').split('\n')[0]}\n`);
    expect(await verify()).toMatchObject({ valid: false, first_invalid: 5 });
  });

  it('whose tail was cut before it was anchored looks whole: that is the limit', async () => {
    await write(4);
    await anchorTrail(connectionId, deps);
    await write(4);
    await tamper('delete from audit_entry where connection_id = :c and seq > 6');
    await tamper(`update audit_head h set seq = 6, hash = e.hash from audit_entry e
      where h.connection_id = :c and e.connection_id = :c and e.seq = 6`);
    expect(await verify()).toMatchObject({ valid: true, entries: 6, anchors: { unanchored: 2 } });
  });

  it('with an anchor taken out of its file, or changed in it, is found', async () => {
    for (let i = 0; i < 3; i += 1) {
      await write(2);
      await anchorTrail(connectionId, deps);
    }
    const file = anchorFile(folder, connectionId);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${[lines[0], lines[2]].join('\n')}\n`);
    expect((await verify()).problem).toContain('is gone from');
    writeFileSync(file, `${lines.join('\n').replace('"seq":4', '"seq":5')}\n`);
    expect((await verify()).problem).toContain('is not signed by this key');
  });

  it('has evidence that still gives its hash', async () => {
    const evidence = '{"a":  1}';
    const hash = sha256(evidence);
    await test.db.inConnection(connectionId, async (tx) => {
      await tx.execute(
        `insert into run (connection_id, agent, lane, seq, subject_id, verdict, ruling, policy_version, settings_hash,
           code_version, evidence_hash, proposal_hash, packed)
         values ($1, 'three-way-match', 2, 71, '7', 'matched', 'ask', 1, '\\x00', '1', $2, '\\x00', $3)`,
        [connectionId, hash, packTexts([evidence, '{}'])],
      );
      const data = { run: 'three-way-match.2.71', evidence: hash.toString('hex') };
      const who = { kind: 'agent', id: 'three-way-match', name: 'Match' } as const;
      await recordEntries(tx, connectionId, [{ what: 'run_decided', who, text: 'Decided.', data }], now);
    });
    expect(await verify()).toMatchObject({ valid: true, evidence: { checked: 1, invalid: [] } });
    const forged = packTexts(['{"a":  2}', '{}']);
    await tamper('update run set packed = $1 where connection_id = :c', [forged]);
    expect(await verify()).toMatchObject({
      valid: false,
      first_invalid: 1,
      problem: 'The evidence of run three-way-match.2.71 is not what was decided on.',
    });
    // A forger who hashes again is caught by the entry.
    await tamper('update run set evidence_hash = $1 where connection_id = :c', [sha256('{"a":  2}')]);
    expect(await verify()).toMatchObject({ valid: false, first_invalid: 1 });
    await tamper('delete from run where connection_id = :c');
    expect((await verify()).problem).toBe('The evidence of run three-way-match.2.71 is gone.');
  });
});

describe('anchoring', () => {
  it('goes on after a crash between file and database', async () => {
    await write(3);
    await anchorTrail(connectionId, deps);
    await write(3);
    await anchorTrail(connectionId, deps);
    await tamper('delete from audit_anchor where connection_id = :c and seq = 6');
    await write(3);
    await anchorTrail(connectionId, deps);
    expect(await verify()).toMatchObject({ valid: true, anchors: { checked: 3, last_seq: 9 } });
  });

  it('goes on after a line that a crash cut short', async () => {
    await write(3);
    await anchorTrail(connectionId, deps);
    appendFileSync(anchorFile(folder, connectionId), '{"at":"2026-03-0');
    await write(3);
    await anchorTrail(connectionId, deps);
    expect(await verify()).toMatchObject({ valid: true, anchors: { checked: 2 } });
  });

  it('grows each root from the last one, over many anchors and a file longer than one look', async () => {
    for (let i = 0; i < 60; i += 1) {
      await write(1 + (i % 3));
      await anchorTrail(connectionId, deps);
    }
    await tamper('delete from audit_anchor where connection_id = :c');
    await write(1);
    await anchorTrail(connectionId, deps);
    expect(await verify()).toMatchObject({ valid: true, anchors: { checked: 61, unanchored: 0 } });
  });

  it('is one process’s work at a time, and reaches the second place', async () => {
    await write(3);
    await Promise.all([1, 2, 3].map(() => anchorTrail(connectionId, deps)));
    const file = anchorFile(folder, connectionId);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(1);
    const copy = path.join(folder, 'second place', `${connectionId}.jsonl`);
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(file, 'utf8'));
  });

  it('goes on without its second place, and catches up when it is back', async () => {
    await write(1);
    await anchorTrail(connectionId, { ...deps, copyDir: path.join(folder, 'keys', 'audit-ed25519.pem') });
    await write(1);
    await anchorTrail(connectionId, deps);
    const copy = path.join(folder, 'second place', `${connectionId}.jsonl`);
    expect(readFileSync(copy, 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  it('is done once more when the process ends', async () => {
    await write(2);
    const stop = new AbortController();
    stop.abort();
    await keepAnchoring(deps, { signal: stop.signal });
    expect(await verify()).toMatchObject({ anchors: { unanchored: 0 } });
  });
});

describe('an export', () => {
  it('proves itself with the file and the public key alone', async () => {
    await write(10);
    await anchorTrail(connectionId, deps);
    await write(10);
    expect(await verifyFile(await exported())).toMatchObject({
      entries: 20,
      chained: 20,
      valid: true,
      first_invalid: null,
      anchors: { checked: 2, last_seq: 20, unanchored: 0 },
    });
  });

  it('of one invoice holds its entries alone, each with its path to a signed root', async () => {
    for (const subject of ['invoice/7', 'invoice/8', 'invoice/7', 'invoice/9']) {
      await write(7, subject);
      await anchorTrail(connectionId, deps);
    }
    const file = await exported('invoice/7');
    expect(await verifyFile(file)).toMatchObject({ entries: 14, chained: 14, valid: true });
    expect(file.toString()).not.toContain('invoice/8');
  });

  it('made by another key is refused by whoever knows the right one', async () => {
    await write(3);
    const file = await exported();
    const other = generateKeyPairSync('ed25519');
    expect(await verifyExport([file], createPublicKey(other.privateKey))).toMatchObject({ valid: false });
    expect(await verifyExport([file])).toMatchObject({ valid: true });
  });

  it('that is something else altogether is no verdict', async () => {
    await expect(verifyFile(Buffer.from('id,name\n1,x\n'))).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(verifyFile(Buffer.alloc(0))).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('shows a changed bit in every byte of a short trail, in whatever part of the file', async () => {
    await write(4);
    const file = await exported();
    expect(await unseenFlips(file, file.length, bitOfByte)).toEqual([]);
  }, 120_000);

  it('shows a changed bit in every byte of one invoice’s part', async () => {
    await write(2, 'invoice/8');
    await write(2);
    await anchorTrail(connectionId, deps);
    const file = await exported('invoice/7');
    expect(await unseenFlips(file, file.length, bitOfByte)).toEqual([]);
  }, 120_000);

  it('shows changed bits anywhere in a trail of 100 entries, and names the entry', async () => {
    console.log(`audit export, flipped bits, seed ${SEED}`);
    await write(60);
    await anchorTrail(connectionId, deps);
    await write(40);
    const file = await exported();
    let state = SEED;
    const unseen = await unseenFlips(file, 500, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 4_294_967_296) * file.length * 8);
    });
    expect(unseen).toEqual([]);
    const lines = file.toString().split('\n');
    const at = lines.findIndex((line) => line.startsWith('{"entry"')) + 41;
    lines[at] = (lines[at] ?? '').replace('Mia', 'Max');
    expect(await verifyFile(Buffer.from(lines.join('\n')))).toMatchObject({
      valid: false,
      first_invalid: 42,
    });
  }, 120_000);

  it('shows entries taken out, put in, moved, and a file cut short anywhere', async () => {
    await write(6);
    const file = await exported();
    const lines = file.toString().trimEnd().split('\n');
    const first = lines.findIndex((line) => line.startsWith('{"entry"'));
    const changed = [
      lines.toSpliced(first + 2, 1),
      lines.toSpliced(first + 2, 0, lines[first] ?? ''),
      lines.toSpliced(first, 2, lines[first + 1] ?? '', lines[first] ?? ''),
      lines.slice(0, -1),
      lines.slice(0, -3),
      [...lines, lines.at(-1) ?? ''],
    ];
    for (const other of changed) {
      expect(await verifyFile(Buffer.from(`${other.join('\n')}\n`))).toMatchObject({ valid: false });
    }
    for (let length = lines[0]?.length ?? 0; length < file.length; length += 97) {
      expect((await verdictOf(file.subarray(0, length + 1))).valid).toBe(false);
    }
  });
});

it('every bit of 100 entries and of their hashes counts', async () => {
  await write(100);
  const { rows } = await owner.query<{ seq: string; body: string; hash: Buffer }>(
    'select seq, body, hash from audit_entry where connection_id = $1 order by seq',
    [connectionId],
  );
  let previous = genesisHash(connectionId);
  let flips = 0;
  for (const row of rows) {
    const bytes = Buffer.from(row.body);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      flip(bytes, bit);
      const body = bytes.toString();
      if (bodyFault(body, Number(row.seq)) === undefined && chainHash(previous, body).equals(row.hash)) {
        throw new Error(`bit ${bit} of entry ${row.seq} does not count`);
      }
      flip(bytes, bit);
      flips += 1;
    }
    expect(chainHash(previous, row.body)).toEqual(row.hash);
    previous = row.hash;
  }
  expect(flips).toBeGreaterThan(100_000);
});

/** One bit of each byte, another one each time. */
function bitOfByte(index: number): number {
  return index * 8 + (index % 8);
}

function flip(bytes: Buffer, bit: number): void {
  const at = bit >> 3;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
}

async function verdictOf(file: Buffer): Promise<{ valid: boolean }> {
  // A file that is no export any more is found as well.
  return verifyFile(file).catch(() => ({ valid: false }));
}

async function unseenFlips(file: Buffer, count: number, bitAt: (index: number) => number): Promise<number[]> {
  const unseen: number[] = [];
  const copy = Buffer.from(file);
  for (let index = 0; index < count; index += 1) {
    const bit = bitAt(index);
    flip(copy, bit);
    if ((await verdictOf(copy)).valid) unseen.push(bit);
    flip(copy, bit);
  }
  return unseen;
}
