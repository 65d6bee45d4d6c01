import type { ProductProcess } from '../test/product-processes.ts';
import { benchCompany } from './company.ts';
import { CONNECTION, type InstalledProduct, installProduct, until } from './installed-product.ts';
import { loadInvoicePage, loadOrders } from './load-company.ts';
import { type Figure, median } from './measure.ts';

const PAIRS = 5;
const PAGES_A_ROUND = 24;

/**
 * The same backlog decided by one worker process and by two, on the same cores. More processes are for safety and for
 * more cores; on two cores, which one process and its database fill already, they may cost a little and no more.
 */
export async function run(): Promise<Figure[]> {
  const here = await installProduct({ sandboxArgs: ['--invoices', '20', '--months', '1'] });
  try {
    const workers = [await here.start('worker'), await here.start('worker')];
    const company = benchCompany((2 * PAIRS + 2) * PAGES_A_ROUND * 50);
    await loadOrders(here.owner, CONNECTION, company);
    const pages = [...company.invoicePages];
    const decide = (count: number) => decideBacklog(here, workers, count, pages.splice(0, PAGES_A_ROUND));
    await decide(1);
    await decide(2);
    const ratios: number[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const first = await decide(pair % 2 === 0 ? 1 : 2);
      const second = await decide(pair % 2 === 0 ? 2 : 1);
      const [oneMs, twoMs] = pair % 2 === 0 ? [first, second] : [second, first];
      ratios.push(oneMs / twoMs);
    }
    const { rows } = await here.owner.pool.query<{ doubled: number; lost: number }>(
      `select (select count(*) from (select from run group by subject_id having count(*) > 1) twice)::int as doubled,
              (select count(*) from invoice i where not exists (select from run r where r.subject_id = i.id))::int as lost`,
    );
    return [
      {
        name: 'two worker processes ÷ one',
        value: median(ratios),
        unit: '',
        goal: { kind: 'atLeast', value: 0.75 },
        note: `${PAIRS} pairs of ${PAGES_A_ROUND * 50} invoices`,
      },
      { name: 'runs doubled', value: rows[0]?.doubled ?? 1, unit: '', goal: { kind: 'atMost', value: 0 } },
      { name: 'runs lost', value: rows[0]?.lost ?? 1, unit: '', goal: { kind: 'atMost', value: 0 } },
    ];
  } finally {
    await here.close();
  }
}

/** Holds all workers still while the backlog is put in place, then lets so many of them go. */
async function decideBacklog(
  here: InstalledProduct,
  workers: readonly ProductProcess[],
  count: number,
  pages: readonly string[],
): Promise<number> {
  for (const worker of workers) await holdStill(here, worker);
  try {
    for (const page of pages) await loadInvoicePage(here.owner, CONNECTION, page);
    const started = performance.now();
    for (const worker of workers.slice(0, count)) process.kill(worker.pid, 'SIGCONT');
    await until('the backlog is decided', 120_000, () => isFeedRead(here));
    return performance.now() - started;
  } finally {
    for (const worker of workers) process.kill(worker.pid, 'SIGCONT');
  }
}

/** Stops the process where it has no transaction open: a lane in the hands of one that stands still would wait for it. */
async function holdStill({ owner }: InstalledProduct, worker: ProductProcess): Promise<void> {
  for (;;) {
    process.kill(worker.pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 30));
    const { rows } = await owner.pool.query(
      "select 1 from pg_stat_activity where application_name = $1 and state <> 'idle'",
      [`purser ${worker.pid}`],
    );
    if (rows.length === 0) return;
    process.kill(worker.pid, 'SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function isFeedRead({ owner }: InstalledProduct): Promise<boolean> {
  const { rows } = await owner.pool.query<{ left: string }>(
    `select sum(h.last - c.seq)::text as left from feed_cursor c join feed_head h using (connection_id, lane)
      where c.agent = 'three-way-match'`,
  );
  return rows[0]?.left === '0';
}
