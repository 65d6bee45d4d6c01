import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createCoupaFor } from '#connections/coupa-for.ts';
import { systemClock } from '#kernel/clock.ts';
import { pollResource } from '#mirror/poll-resource.ts';
import { resourceNamed } from '#mirror/resources.ts';
import { startCountingProxy } from '../test/counting-proxy.ts';
import { readSandboxFacts, startProduct } from '../test/product-processes.ts';
import { startCluster } from './cluster.ts';
import { connectSandbox } from './load-company.ts';
import type { Figure } from './measure.ts';

const INVOICES = 32_000;
/** The product's own. */
const CONCURRENCY = 16;
const PAGE = 50;
const CALLS_A_SECOND = 25;
const LATENCIES_MS = [50, 300];

/**
 * The first load of a list of invoices from a sandbox that keeps Coupa's limit, against what the limit and the latency
 * allow: min(25 calls a second, concurrency / latency) times 50 records. The time runs from the first page asked for to
 * the last row of the load committed. What comes before it (a token, the newest record) and after it (what changed
 * meanwhile is read) does not grow with the list; it is shown apart.
 */
export async function run(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const latencyMs of LATENCIES_MS) figures.push(...(await loadAt(latencyMs)));
  return figures;
}

async function loadAt(latencyMs: number): Promise<Figure[]> {
  const cluster = await startCluster();
  const home = mkdtempSync(path.join(os.tmpdir(), 'purser-first-load-'));
  const envFile = path.join(home, 'sandbox.json');
  writeFileSync(envFile, '');
  const size = ['--invoices', String(INVOICES), '--latency-ms', String(latencyMs)];
  const sandbox = await startProduct(['sandbox', ...size, '--env-file', envFile]);
  const facts = readSandboxFacts(envFile);
  const proxy = await startCountingProxy(facts.url);
  try {
    const { db } = cluster;
    const ring = await connectSandbox(db, 'bench', { ...facts, url: proxy.url });
    const { reader } = await createCoupaFor({ db, clock: systemClock, ring })('bench');
    const startedAt = performance.now();
    const deps = { db, clock: systemClock, reader, concurrency: CONCURRENCY };
    await pollResource('bench', resourceNamed('invoices'), deps);
    const endedAt = performance.now();
    const pages = proxy.calls.filter(({ path }) => path.includes('invoice_lines'));
    const firstPageAt = pages[0]?.at ?? startedAt;
    // The load is over, its last row committed, when what changed meanwhile is asked for.
    const loadedAt =
      pages.find(({ path }) => decodeURIComponent(path).includes('updated-at['))?.at ?? endedAt;
    const rate = (INVOICES / (loadedAt - firstPageAt)) * 1_000;
    const allowed = Math.min(CALLS_A_SECOND * PAGE, (CONCURRENCY * PAGE * 1_000) / latencyMs);
    const refused = proxy.calls.filter((call) => call.status === 429).length;
    const name = `first load at ${latencyMs} ms`;
    return [
      {
        name: `${name} ÷ what the limit allows`,
        value: rate / allowed,
        unit: '',
        goal: { kind: 'atLeast', value: 0.95 },
        note: `${INVOICES} invoices, ${Math.round(rate)}/s of ${Math.round(allowed)}/s`,
      },
      { name: `${name}: before the first page`, value: firstPageAt - startedAt, unit: 'ms' },
      { name: `${name}: changes of the meantime`, value: endedAt - loadedAt, unit: 'ms' },
      {
        name: `${name}: calls refused with 429`,
        value: refused,
        unit: '',
        goal: { kind: 'atMost', value: 0 },
      },
    ];
  } finally {
    await sandbox.end();
    await proxy.close();
    await cluster.close();
    rmSync(home, { recursive: true, force: true });
  }
}
