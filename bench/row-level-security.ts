import pg from 'pg';
import { AGENTS } from '#agents/registry.ts';
import { takeTurn } from '#engine/dispatch-changes.ts';
import { listApprovalPage } from '#governance/approvals/list.queries.ts';
import { type Database, openDatabase } from '#store/database.ts';
import { startCluster } from './cluster.ts';
import { benchCompany } from './company.ts';
import { decidingWith, loadInvoicePage, loadOrders, prepareConnection } from './load-company.ts';
import { type Figure, median, timed } from './measure.ts';

const CONNECTION = 'bench';
const PAIRS = 5;
const PAGES_A_ROUND = 12;
const LISTS_A_ROUND = 60;

/**
 * The same statements as the application's role, whose every row passes a policy, and as a role with the same rights
 * that bypasses row level security: invoices taken in and decided, and the review queue listed.
 */
export async function run(): Promise<Figure[]> {
  const cluster = await startCluster();
  const free = await openBypassing(cluster.ownerUrl, cluster.appUrl);
  try {
    await prepareConnection(cluster.db, CONNECTION);
    const company = benchCompany((2 * PAIRS + 2) * PAGES_A_ROUND * 50);
    await loadOrders(cluster.db, CONNECTION, company);
    const pages = [...company.invoicePages];
    const decide = (db: Database): Promise<number> => {
      const part = pages.splice(0, PAGES_A_ROUND);
      return timed(() => takeInAndDecide(db, part));
    };
    const list = (db: Database): Promise<number> => timed(() => listQueue(db));
    const deciding = await inPairs(cluster.db, free, decide);
    const listing = await inPairs(cluster.db, free, list);
    const goal = { kind: 'atLeast' as const, value: 0.85 };
    const note = `${PAIRS} pairs`;
    return [
      { name: 'row level security on ÷ off, taking in and deciding', value: deciding, unit: '', goal, note },
      { name: 'row level security on ÷ off, listing the queue', value: listing, unit: '', goal, note },
    ];
  } finally {
    await free.close();
    await cluster.close();
  }
}

/** @returns the median of time without row level security over time with it. */
async function inPairs(
  walled: Database,
  free: Database,
  work: (db: Database) => Promise<number>,
): Promise<number> {
  await work(walled);
  await work(free);
  const ratios: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const first = await work(pair % 2 === 0 ? walled : free);
    const second = await work(pair % 2 === 0 ? free : walled);
    const [walledMs, freeMs] = pair % 2 === 0 ? [first, second] : [second, first];
    ratios.push(freeMs / walledMs);
  }
  return median(ratios);
}

/** A role with all rights of the application's, before which the walls do not stand. */
async function openBypassing(ownerUrl: string, appUrl: string): Promise<Database> {
  const app = new URL(appUrl);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("create role bench_bypass login bypassrls password 'bench-password'");
    await client.query(`grant ${pg.escapeIdentifier(decodeURIComponent(app.username))} to bench_bypass`);
  } finally {
    await client.end();
  }
  app.username = 'bench_bypass';
  app.password = 'bench-password';
  return openDatabase(app.toString(), { name: 'bench bypass' });
}

async function takeInAndDecide(db: Database, pages: readonly string[]): Promise<void> {
  const deps = decidingWith(db);
  for (const page of pages) await loadInvoicePage(db, CONNECTION, page);
  for (const agent of AGENTS) {
    for (let turn = await takeTurn(agent, deps); turn !== 'idle'; turn = await takeTurn(agent, deps)) {
      if (turn !== 'worked') throw new Error(`A range ended as ${turn}.`);
    }
  }
}

async function listQueue(db: Database): Promise<void> {
  for (let list = 0; list < LISTS_A_ROUND; list += 1) {
    const page = await db.inConnection(CONNECTION, (tx) =>
      listApprovalPage(tx, { state: 'open', me: 'nobody' }, { sort: 'clock', cursor: undefined, limit: 50 }),
    );
    if (page.rows.length === 0) throw new Error('The queue is empty.');
  }
}
