import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readSandboxFacts, startProduct } from '../test/product-processes.ts';
import { type Figure, percentile } from './measure.ts';

const INVOICES = 1_000_000;
const PAGES = 1_000;
/** Of each promised query, order and offset. */
const ROUNDS = 20;
const PAGE_MS = 50;
/** The scans read every record. Each takes longer than the one before. */
const SCANS: readonly (readonly [name: string, query: string])[] = [
  ['of a cell that no plot varies', 'gross-total[gt]=100000000'],
  ['of a date', 'invoice-date[lt]=2001-01-01'],
  ['ordered by an amount', 'channel=email&order_by=gross-total&dir=desc'],
  ['of a cell of the lines', 'invoice-lines[description][contains]=nowhere'],
];
const SCAN_MS = 10_000;

interface Asked {
  readonly ms: number;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}
type Ask = (query: string) => Promise<Asked>;

/**
 * A sandbox of a million invoices: how soon it is ready, how much memory it takes, how long pages of the promised
 * queries take in both directions near and far, and whether others are answered while a filter looks through everything.
 * The processor time tells on a busy machine what the clock would on an idle one.
 */
export async function run(): Promise<Figure[]> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'purser-sandbox-size-'));
  const envFile = path.join(home, 'sandbox.json');
  writeFileSync(envFile, '');
  const startedAt = performance.now();
  const size = ['--invoices', String(INVOICES), '--no-rate-limit'];
  const sandbox = await startProduct(['sandbox', ...size, '--env-file', envFile]);
  const startMs = performance.now() - startedAt;
  const cpuMs = processorMs(sandbox.pid);
  const memory = () => sandbox.memoryMiB() ?? 0;
  try {
    const startMiB = memory();
    const ask = await connect(envFile);
    const figures: Figure[] = [
      {
        name: 'ready',
        value: startMs / 1000,
        unit: 's',
        goal: { kind: 'atMost', value: 10 },
        note: `${(cpuMs / 1000).toFixed(1)} s of processor`,
      },
      { name: 'memory when ready', value: startMiB, unit: 'MiB', goal: { kind: 'atMost', value: 953 } },
    ];
    await randomPages(ask);
    const afterPages: Figure = {
      name: `memory after ${PAGES} random pages`,
      value: memory(),
      unit: 'MiB',
      goal: { kind: 'atMost', value: 953 },
    };
    figures.push(afterPages, ...(await promisedPages(ask, sandbox.pid)));
    for (const scan of SCANS) figures.push(...(await scanned({ ask, pid: sandbox.pid, scan })));
    figures.push({
      name: 'memory at the end',
      value: memory(),
      unit: 'MiB',
      goal: { kind: 'atMost', value: 953 },
    });
    return figures;
  } finally {
    await sandbox.end();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Milliseconds of processor that a process has used; NaN where there is no /proc. */
function processorMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    // No /proc on this system.
    return Number.NaN;
  }
}

async function connect(envFile: string): Promise<Ask> {
  const { url } = readSandboxFacts(envFile);
  const env = JSON.parse(readFileSync(envFile, 'utf8')) as Record<string, string>;
  const { client_id = '', client_secret = '', scope_all = '' } = env;
  const granted = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id,
      client_secret,
      scope: scope_all,
    }),
  });
  const { access_token } = (await granted.json()) as { access_token: string };
  const headers = { accept: 'application/json', authorization: `Bearer ${access_token}` };
  return async (query) => {
    const startedAt = performance.now();
    const answer = await fetch(`${url}/api/${query}`, { headers });
    const text = await answer.text();
    const ms = performance.now() - startedAt;
    if (answer.status !== 200) throw new Error(`${query}: expected 200, got ${answer.status} ${text}`);
    return { ms, rows: JSON.parse(text) as Asked['rows'] };
  };
}

/** Numbers that look random and are the same each time. */
function drawn(at: number, below: number): number {
  return (Math.imul(at + 1, 2_654_435_761) >>> 0) % below;
}

async function randomPages(ask: Ask): Promise<void> {
  const orders = ['id', 'updated-at', 'created-at', 'supplier', 'invoice-number'];
  for (let at = 0; at < PAGES; at += 1) {
    await ask(`invoices?order_by=${orders[at % orders.length]}&offset=${drawn(at, INVOICES - 50)}`);
  }
}

const KEYS = ['id', 'updated-at', 'created-at', 'status', 'exported', 'supplier', 'invoice-number'];

/** Each promised query: as an order near and far, and as a filter with an order across it. */
async function promisedPages(ask: Ask, pid: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const key of [...KEYS, 'order number']) {
    for (const dir of ['asc', 'desc']) {
      for (const distance of ['near', 'far']) {
        const before = processorMs(pid);
        const times: number[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const offset = (distance === 'far' ? INVOICES * 0.8 : 0) + drawn(round, 1_000);
          times.push((await ask(promisedQuery(key, dir, offset))).ms);
        }
        const processor = (processorMs(pid) - before) / ROUNDS;
        figures.push({
          name: `by ${key}, ${dir}, ${distance}: p95`,
          value: percentile(times, 0.95),
          unit: 'ms',
          goal: { kind: 'atMost', value: PAGE_MS },
          note: `${processor.toFixed(0)} ms of processor a page`,
        });
      }
    }
  }
  for (const [name, filter] of await filters(ask)) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const dir = round % 2 === 0 ? 'asc' : 'desc';
      const order = KEYS[round % KEYS.length];
      times.push((await ask(`invoices?${filter}&order_by=${order}&dir=${dir}`)).ms);
    }
    figures.push({
      name: `filter by ${name}, in any order: p95`,
      value: percentile(times, 0.95),
      unit: 'ms',
      goal: { kind: 'atMost', value: PAGE_MS },
    });
  }
  return figures;
}

function promisedQuery(key: string, dir: string, offset: number): string {
  if (key === 'order number') {
    return `purchase_orders?order_by=po-number&dir=${dir}&offset=${Math.floor(offset * 0.85)}`;
  }
  return `invoices?order_by=${key}&dir=${dir}&offset=${offset}`;
}

async function filters(ask: Ask): Promise<[string, string][]> {
  const { rows } = await ask(`invoices?offset=${INVOICES / 2}`);
  const lines = rows.flatMap((row) => row['invoice-lines'] as Record<string, unknown>[]);
  const order = lines.map((line) => line['po-number']).find((number) => /^\d+$/.test(String(number)));
  const number = encodeURIComponent(String(rows[0]?.['invoice-number']));
  return [
    ['id', 'id[gt]=1200000'],
    ['updated-at', 'updated-at[gt]=2026-01-01'],
    ['created-at', 'created-at[lt]=2026-01-01'],
    ['status', 'status=pending_receipt'],
    ['exported', 'exported=false'],
    ['supplier', 'supplier[id]=105'],
    ['invoice number', `invoice-number=${number}`],
    ['order number', `invoice-lines[po-number]=${order}`],
  ];
}

interface Scanned {
  readonly ask: Ask;
  readonly pid: number;
  readonly scan: (typeof SCANS)[number];
}

/** A filter that looks at everything, while somebody asks for records by their id. */
async function scanned({ ask, pid, scan: [name, query] }: Scanned): Promise<Figure[]> {
  const [known] = (await ask('invoices?limit=1')).rows;
  const before = processorMs(pid);
  let isDone = false;
  const scan = ask(`invoices?${query}`).then((asked) => {
    isDone = true;
    return asked;
  });
  const others: number[] = [];
  while (!isDone) others.push((await ask(`invoices/${known?.id}?fields=["id"]`)).ms);
  const { ms } = await scan;
  return [
    {
      name: `scan ${name}`,
      value: ms / 1000,
      unit: 's',
      goal: { kind: 'atMost', value: SCAN_MS / 1000 },
      note: `${((processorMs(pid) - before) / 1000).toFixed(1)} s of processor, with the others`,
    },
    {
      name: `scan ${name}: others wait, p95`,
      value: percentile(others, 0.95),
      unit: 'ms',
      goal: { kind: 'atMost', value: PAGE_MS },
      note: `${others.length} of them, ${Math.max(...others).toFixed(0)} ms at most`,
    },
  ];
}
