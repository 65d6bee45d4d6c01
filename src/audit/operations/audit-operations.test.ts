import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/log.ts';
import { isFileOutput } from '#operation/file-output.ts';
import type { Caller, Permission } from '#operation/operation.ts';
import { runOperation } from '#operation/run-operation.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../../test/with-database.ts';
import { type AnchorDeps, anchorTrail } from '../anchor.ts';
import { loadAnchorKey, publicKeyPem } from '../anchor-key.ts';
import { exportToFile, verifyExportFile, verifyLiveTrail } from '../audit-work.ts';
import { recordEntries, recordOperationEntry } from '../record-entry.ts';
import { verifyExport } from '../verify-export.ts';
import { auditOperations } from './audit-operations.ts';

let test: TestDatabase;
let deps: AnchorDeps;
const folder = mkdtempSync(path.join(os.tmpdir(), 'purser audit ops '));

beforeAll(async () => {
  test = await createTestDatabase();
  await createTestConnection(test.db, 'acme');
  await createTestConnection(test.db, 'umbra');
  const key = await loadAnchorKey(folder);
  deps = { db: test.db, key, dataDir: folder, clock: systemClock, log: silentLog };
  await record('invoice/7', 'Invoice RE-7 was matched: 100 % of it.', '2026-03-01T10:00:00Z');
  await record('invoice/8', 'Invoice RE-8 was matched.', '2026-03-02T10:00:00Z');
  await anchorTrail('acme', deps);
  await record('invoice/7', 'Invoice RE-7 was submitted.', '2026-03-03T23:59:59Z');
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

function record(subject: string, text: string, at: string): Promise<unknown> {
  return test.db.inConnection('acme', (tx) =>
    recordEntries(
      tx,
      'acme',
      [{ what: 'noted', who: { kind: 'person', id: 'p1', name: 'Mia' }, subject, text }],
      new Date(at),
    ),
  );
}

function ask(
  name: string,
  input: unknown,
  who: { connectionId?: string; permissions?: Permission[] } = {},
): Promise<unknown> {
  const operation = auditOperations(deps).find((candidate) => candidate.name === name);
  if (operation === undefined) throw new Error(`no ${name}`);
  const caller: Caller = {
    personId: 'p9',
    personName: 'Ada',
    connectionId: who.connectionId ?? 'acme',
    permissions: new Set(who.permissions ?? ['audit.read', 'audit.export']),
    coupaUserId: undefined,
    via: 'api',
  };
  return runOperation(operation, input, caller, {
    db: test.db,
    now: () => new Date('2026-03-04T00:00:00Z'),
    recordEntry: recordOperationEntry,
  });
}

interface List {
  rows: { seq: string; anchored: boolean; who: string; text: string }[];
  next: string | null;
  searchedBackTo: string | null;
}

describe('list_audit', () => {
  const seqs = async (input: unknown): Promise<string[]> =>
    ((await ask('list_audit', input)) as List).rows.map((row) => row.seq);

  it('lists newest first, with what is anchored', async () => {
    const { rows } = (await ask('list_audit', {})) as List;
    expect(rows.map((row) => [row.seq, row.anchored, row.who])).toEqual([
      ['3', false, 'Mia'],
      ['2', true, 'Mia'],
      ['1', true, 'Mia'],
    ]);
  });

  it('filters by invoice, words, person and days', async () => {
    expect(await seqs({ invoice: '7' })).toEqual(['3', '1']);
    expect(await seqs({ search: 'MATCHED' })).toEqual(['2', '1']);
    expect(await seqs({ search: '100 %' })).toEqual(['1']);
    expect(await seqs({ search: '%' })).toEqual(['1']);
    expect(await seqs({ who: 'p2' })).toEqual([]);
    expect(await seqs({ from: '2026-03-02', to: '2026-03-03' })).toEqual(['3', '2']);
    expect(await seqs({ to: '2026-03-01' })).toEqual(['1']);
  });

  it('goes on where a page ended', async () => {
    const first = (await ask('list_audit', { limit: '2' })) as List;
    expect(first.next).toBe('2');
    expect(await seqs({ limit: '2', cursor: first.next })).toEqual(['1']);
  });

  it('a search in a long trail goes on page by page, says how far it came, and finds what is oldest', async () => {
    await createTestConnection(test.db, 'long');
    const at = new Date('2026-02-01T00:00:00Z');
    const who = { kind: 'agent' as const, id: 'a', name: 'Agent' };
    const texts = ['A needle.', ...Array.from({ length: 45_000 }, (_, i) => `Straw ${i}.`)];
    await test.db.inConnection('long', (tx) =>
      recordEntries(
        tx,
        'long',
        texts.map((text, i) => ({ what: i % 2 === 0 ? 'even' : 'odd', who, text })),
        at,
      ),
    );
    const pagesOf = async (
      input: object,
    ): Promise<[rows: string[], next: string | null, isPart: boolean][]> => {
      const pages: [string[], string | null, boolean][] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const asked = cursor === undefined ? input : { ...input, cursor };
        const page = (await ask('list_audit', asked, { connectionId: 'long' })) as List;
        pages.push([page.rows.map(({ seq }) => seq), page.next, page.searchedBackTo === at.toISOString()]);
        cursor = page.next;
      }
      return pages;
    };
    expect(await pagesOf({ search: 'needle' })).toEqual([
      [[], '25002', true],
      [[], '5002', true],
      [['1'], null, false],
    ]);
    // Only what the other filters leave is looked through, and counts.
    expect(await pagesOf({ search: 'needle', what: 'even' })).toEqual([
      [[], '5003', true],
      [['1'], null, false],
    ]);
    const found = (await pagesOf({ search: 'straw 44', limit: '200' })).flatMap(([rows]) => rows);
    expect(new Set(found).size).toBe(1 + 10 + 100 + 1_000);
    expect(found).toHaveLength(1_111);
  });

  it('400 for what is no cursor, 403 without the permission', async () => {
    await expect(ask('list_audit', { cursor: '1; drop' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(ask('list_audit', {}, { permissions: [] })).rejects.toMatchObject({
      code: 'permission_denied',
    });
  });

  it('shows nothing of another connection', async () => {
    expect(await ask('list_audit', {}, { connectionId: 'umbra' })).toEqual({
      rows: [],
      next: null,
      searchedBackTo: null,
    });
  });
});

describe('get_audit_entry', () => {
  it('gives an anchored entry with a proof that holds', async () => {
    expect(await ask('get_audit_entry', { seq: '2' })).toMatchObject({
      entry: { seq: 2, text: 'Invoice RE-8 was matched.' },
      valid: true,
      anchor: { seq: '2' },
      proof: { index: '1', size: '2', holds: true },
    });
  });

  it('gives a fresh entry, chained and not anchored yet', async () => {
    expect(await ask('get_audit_entry', { seq: '3' })).toMatchObject({
      valid: true,
      anchor: null,
      proof: null,
    });
  });

  it('404 for one that is not there, in this connection', async () => {
    await expect(ask('get_audit_entry', { seq: '99' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(ask('get_audit_entry', { seq: '1' }, { connectionId: 'umbra' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

it('export_audit gives a file that verifies by itself, and stands in the trail', async () => {
  const answer = await ask('export_audit', { invoice: '7' });
  if (!isFileOutput(answer) || typeof answer.file.body === 'string') throw new Error('no stream');
  expect(answer.file.name).toBe('purser-audit-acme-invoice-7.jsonl');
  const bytes: Buffer[] = [];
  for await (const part of answer.file.body) bytes.push(Buffer.from(part));
  expect(await verifyExport(bytes, deps.key.publicKey)).toMatchObject({ valid: true, entries: 3 });
});

it('404 for the export of an invoice of which nothing is known', async () => {
  await expect(ask('export_audit', { invoice: '999' })).rejects.toMatchObject({ code: 'not_found' });
  const file = path.join(folder, 'nothing.jsonl');
  await expect(exportToFile(file, 'acme', '999', deps)).rejects.toMatchObject({ code: 'not_found' });
});

it('verify_audit answers as the command line does, and stands in the trail', async () => {
  const verdict = await ask('verify_audit', {});
  expect(verdict).toMatchObject({ valid: true, first_invalid: null });
  const { rows } = (await ask('list_audit', {})) as List;
  expect(rows[0]?.text).toMatch(/^The audit trail was verified: \d entries/);
});

describe('files for the command line', () => {
  const out = path.join(folder, 'trail of acme.jsonl');
  const keyFile = path.join(folder, 'public.pem');

  it('are written whole and verify, with the key or without', async () => {
    const { lines } = await exportToFile(out, 'acme', undefined, deps);
    expect(readFileSync(out, 'utf8').trimEnd().split('\n')).toHaveLength(lines);
    writeFileSync(keyFile, publicKeyPem(deps.key.publicKey));
    expect(await verifyExportFile(out, keyFile)).toMatchObject({ valid: true });
    expect(await verifyExportFile(out, undefined)).toMatchObject({ valid: true });
    expect(await verifyLiveTrail('acme', keyFile, deps)).toMatchObject({ valid: true });
  });

  it('that cannot be read or written are named', async () => {
    await expect(verifyExportFile(path.join(folder, 'none'), undefined)).rejects.toThrow(
      /none: there is no such file or folder\.$/,
    );
    await expect(verifyExportFile(folder, undefined)).rejects.toThrow(/that is a folder\.$/);
    await expect(verifyExportFile(keyFile, undefined)).rejects.toThrow(/Expected an audit export/);
    await expect(verifyExportFile(out, out)).rejects.toMatchObject({ code: 'audit_key_unreadable' });
    await expect(exportToFile(path.join(folder, 'no', 'x'), 'acme', undefined, deps)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});
