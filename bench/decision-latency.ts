import { type DispatchDependencies, dispatchChanges } from '#engine/dispatch-changes.ts';
import type { Database } from '#store/database.ts';
import { startCluster } from './cluster.ts';
import { type BenchCompany, benchCompany } from './company.ts';
import { decidingWith, loadInvoicePage, loadOrders, prepareConnection } from './load-company.ts';
import { type Figure, percentile } from './measure.ts';

const LARGE = 'bench';
const SMALL = 'small';
const LIGHT_CHANGES = 200;
const BACKLOG = 10_000;
const PAUSE_MS = 15;

/**
 * From a change in the mirror to its decision committed: one at a time on an idle product, and for a small company
 * while a large one has thousands waiting. Both through the product's own loop.
 */
export async function run(): Promise<Figure[]> {
  const cluster = await startCluster();
  try {
    const { db } = cluster;
    for (const connection of [LARGE, SMALL]) await prepareConnection(db, connection);
    const small = benchCompany(LIGHT_CHANGES * 2);
    await loadOrders(db, SMALL, small);
    const large = benchCompany(BACKLOG);
    await loadOrders(db, LARGE, large);
    const light = await whileDeciding(db, (decided) => oneByOne(db, small, 0, decided, () => false));
    for (const page of large.invoicePages) await loadInvoicePage(db, LARGE, page);
    const behind = await whileDeciding(db, (decided, left) =>
      oneByOne(db, small, LIGHT_CHANGES, decided, () => left() <= 0),
    );
    return [
      { name: 'change to decision, light load, p50', value: percentile(light, 0.5), unit: 'ms' },
      {
        name: 'change to decision, light load, p99',
        value: percentile(light, 0.99),
        unit: 'ms',
        goal: { kind: 'atMost', value: 100 },
      },
      {
        name: 'small company behind a full backlog, p99',
        value: percentile(behind, 0.99),
        unit: 'ms',
        goal: { kind: 'atMost', value: 250 },
        note: `${behind.length} changes beside ${BACKLOG} waiting`,
      },
    ];
  } finally {
    await cluster.close();
  }
}

type Wait = () => Promise<void>;

/** Runs the product's loop beside the work. `decided` gives a wait for the small company's next decision. */
async function whileDeciding<T>(
  db: Database,
  work: (decided: () => Wait, left: () => number) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  let left = BACKLOG;
  let told: () => void = () => undefined;
  const deps: DispatchDependencies = {
    ...decidingWith(db),
    onRange: (_agent, outcome) => {
      if (outcome.connectionId === SMALL) told();
      else left -= outcome.subjects;
    },
  };
  const loop = dispatchChanges(deps, { workers: 2, signal: stop.signal });
  const next = (): Wait => {
    const decided = new Promise<void>((resolve) => {
      told = resolve;
    });
    return () => decided;
  };
  try {
    return await work(next, () => left);
  } finally {
    stop.abort();
    await loop;
  }
}

async function oneByOne(
  db: Database,
  company: BenchCompany,
  from: number,
  decided: () => Wait,
  isOver: () => boolean,
): Promise<number[]> {
  const invoices = company.invoicePages.flatMap((page) => JSON.parse(page) as unknown[]);
  const waits: number[] = [];
  for (const invoice of invoices.slice(from, from + LIGHT_CHANGES)) {
    if (isOver()) break;
    const wait = decided();
    await loadInvoicePage(db, SMALL, JSON.stringify([invoice]));
    const applied = performance.now();
    await wait();
    waits.push(Math.max(0, performance.now() - applied));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return waits;
}
