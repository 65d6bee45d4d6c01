import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from './start-sandbox.ts';
import { connect, plainInvoice, startTestSandbox, type WireRecord } from './test-client.ts';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});
function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox data '));
  made.push(directory);
  return directory;
}

const ledgerOf = async (sandbox: { url: string; adminKey: string }) => {
  const headers = { 'x-sandbox-key': sandbox.adminKey };
  return (await (await fetch(`${sandbox.url}/sandbox/ledger`, { headers })).json()) as {
    last: number;
    entries: { n: number; verb: string; path: string; subject: string; client: string }[];
  };
};

describe('the seeded company', () => {
  it('is the same for the same seed and another for another', async () => {
    const texts: string[] = [];
    for (const seed of [5, 5, 6]) {
      const sandbox = await startTestSandbox({ seed });
      const client = await connect(sandbox);
      texts.push((await client.get('/api/invoices?limit=50')).text + JSON.stringify(sandbox.truth));
      await sandbox.close();
    }
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });

  it('has 1500 invoices in every state, six currencies, and faults in a fifth of the order invoices', async () => {
    const sandbox = await startSandbox({
      hasRateLimit: false,
      clock: () => new Date('2026-03-18T10:00:00Z'),
    });
    const client = await connect(sandbox);
    const rows: WireRecord[] = [];
    for (let last = 0; ; last = rows.at(-1)?.id ?? 0) {
      const fields =
        '["id","status","total-with-taxes",{"currency":["code"]},{"invoice-lines":["order-line-id"]},{"supplier":["invoice-matching-level"]}]';
      const page = await client.list(`/api/invoices?id[gt]=${last}&fields=${fields}`);
      rows.push(...page);
      if (page.length < 50) break;
    }
    expect(rows).toHaveLength(1500);
    const statuses = new Set(rows.map((row) => row.status));
    for (const status of [
      'draft',
      'pending_approval',
      'pending_receipt',
      'pending_action',
      'ap_hold',
      'on_hold',
      'booking_hold',
      'disputed',
      'rejected',
      'abandoned',
      'approved',
      'voided',
    ]) {
      expect(statuses).toContain(status);
    }
    expect(new Set(rows.map((row) => (row.currency as { code: string }).code)).size).toBe(6);
    const ordered = rows.filter(
      (row) => (row.supplier as Record<string, string>)['invoice-matching-level'] !== 'none',
    );
    const faulty = new Set(
      sandbox.truth.filter((fault) => fault.code !== 'SUPPLIER_BLOCKED').map((fault) => fault.invoice_id),
    );
    expect(faulty.size / ordered.length).toBeGreaterThan(0.18);
    expect(faulty.size / ordered.length).toBeLessThan(0.24);
    expect(new Set(sandbox.truth.map((fault) => fault.code)).size).toBeGreaterThanOrEqual(30);
    const ids = new Set(rows.map((row) => String(row.id)));
    expect(sandbox.truth.every((fault) => ids.has(fault.invoice_id))).toBe(true);
    expect(sandbox.controls.some((control) => faulty.has(control.invoice_id))).toBe(false);
    await sandbox.close();
  });

  it('never tells over HTTP what was planted', async () => {
    const sandbox = await startTestSandbox({ invoices: 200 });
    const client = await connect(sandbox);
    const fault = sandbox.truth.find((one) => one.code === 'PRICE_OVER');
    expect(fault).toBeDefined();
    const headers = { 'x-sandbox-key': sandbox.adminKey };
    const pages = [
      (await client.get(`/api/invoices/${fault?.invoice_id}`)).text,
      (await client.get(`/invoices/${fault?.invoice_id}`)).text,
      await (await fetch(`${sandbox.url}/sandbox/ledger`, { headers })).text(),
    ];
    for (const code of new Set(sandbox.truth.map((one) => one.code))) {
      for (const text of pages) expect(text).not.toContain(code);
    }
    await sandbox.close();
  });
});

describe('a data directory', () => {
  it('keeps what was answered when the process is killed in the middle of a line', async () => {
    const directory = dataDirectory();
    const first = await startTestSandbox({ dataDirectory: directory });
    const client = await connect(first);
    const created = (await client.post('/api/invoices', plainInvoice(first, 'KEPT'))).json as WireRecord;
    await client.put(`/api/invoices/${created.id}/submit`);
    const budget = '/api/budget_lines/1';
    expect((await client.call('DELETE', budget)).status).toBe(200);
    first.advance(5);
    const ledger = await ledgerOf(first);
    const before = (await client.get(`/api/invoices/${created.id}`)).text;
    await first.close();
    appendFileSync(join(directory, 'journal.jsonl'), '{"n":99,"effect":{"rows":[["invoi');

    const second = await startTestSandbox({
      dataDirectory: directory,
      clock: () => new Date('2026-03-19T10:00:00Z'),
    });
    expect(await ledgerOf(second)).toEqual(ledger);
    expect(second.truth).toEqual(first.truth);
    const again = await connect(second);
    expect((await again.get(`/api/invoices/${created.id}`)).text).toBe(before);
    expect((await again.get(budget)).status).toBe(404);
    const next = (await again.post('/api/invoices', plainInvoice(second, 'NEXT'))).json as WireRecord;
    expect(next.id).toBeGreaterThan(created.id);
    expect((await ledgerOf(second)).last).toBe(ledger.last + 1);
    await second.close();
    expect(
      readFileSync(join(directory, 'journal.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .every((line) => JSON.parse(line)),
    ).toBe(true);
  });

  it('begun with a company that is made differently now is refused with words', async () => {
    const directory = dataDirectory();
    await (await startTestSandbox({ dataDirectory: directory })).close();
    const path = join(directory, 'seeding.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"fingerprint": "\w/, '"fingerprint": "x'));
    await expect(startTestSandbox({ dataDirectory: directory })).rejects.toThrow(
      'Remove the directory to start over',
    );
  });
});

describe('the ledger', () => {
  it('lists accepted writes by client, not refused ones, behind a key', async () => {
    const sandbox = await startTestSandbox();
    const client = await connect(sandbox);
    await client.post('/api/invoices', plainInvoice(sandbox, 'L-1'));
    await client.post('/api/invoices', plainInvoice(sandbox, 'L-1'));
    const { entries } = await ledgerOf(sandbox);
    expect(entries.map(({ n, verb, path, client: who }) => [n, verb, path, who])).toEqual([
      [1, 'POST', '/api/invoices', 'purser-sandbox'],
    ]);
    expect((await fetch(`${sandbox.url}/sandbox/ledger`)).status).toBe(401);
    await sandbox.close();
  });
});

describe('life', () => {
  it('goes on in a sequence that the seed and the number of events decide', async () => {
    const told: string[][] = [];
    for (const [first, second] of [
      [40, 0],
      [15, 25],
    ] as const) {
      const sandbox = await startTestSandbox();
      told.push([...sandbox.advance(first), ...sandbox.advance(second)]);
      await sandbox.close();
    }
    expect(told[0]).toEqual(told[1]);
    expect(new Set(told[0]?.map((words) => words.replace(/\d+/g, ''))).size).toBeGreaterThanOrEqual(5);
  });

  it('brings new invoices, writes down their faults, and moves updated-at', async () => {
    const sandbox = await startTestSandbox({ clock: () => new Date('2026-03-18T10:00:00Z') });
    const client = await connect(sandbox);
    const known = sandbox.truth.length;
    sandbox.advance(120);
    expect(sandbox.truth.length).toBeGreaterThan(known);
    const fresh = await client.list('/api/invoices?created-at[gt_or_eq]=2026-03-18T10:00:00Z&limit=50');
    expect(fresh.length).toBeGreaterThan(20);
    expect(fresh.every((row) => String(row['updated-at']) === '2026-03-18T11:00:00+01:00')).toBe(true);
    await sandbox.close();
  });
});
