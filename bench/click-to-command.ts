import { openPerson } from '../test/product-person.ts';
import { type InstalledProduct, installProduct, until } from './installed-product.ts';
import { type Figure, median, percentile } from './measure.ts';

const CLICKS = 120;
const PAUSE_MS = 150;
const ANSWER_MS = 20_000;

/**
 * A person approves in the queue, over HTTP, in the product as it is installed: how long until the write that follows
 * is at Coupa's door. Before it leaves the product has looked in Coupa, and has put its intention on record.
 */
export async function run(): Promise<Figure[]> {
  const here = await installProduct({ sandboxArgs: ['--invoices', '900', '--months', '4'] });
  try {
    const web = await here.start('web,worker,poller');
    const person = await openPerson(web.ready);
    await until('the first load', 180_000, () => isLoaded(here));
    const written: number[] = [];
    const answered: number[] = [];
    for (let clicks = 0; clicks < CLICKS * 3 && written.length < CLICKS; clicks += 1) {
      const list = await person.send('GET', '/api/approvals?limit=1');
      const [row] = (list.body as { rows: { id: string }[] }).rows;
      if (row === undefined) break;
      const seen = here.proxy.calls.length;
      const clickedAt = performance.now();
      const answer = await person.send('POST', `/api/approvals/${row.id}/decision`, { decision: 'approve' });
      if (answer.status !== 200) throw new Error(`A decision was refused: ${JSON.stringify(answer.body)}`);
      if ((answer.body as { commandIds: string[] }).commandIds.length > 0) {
        answered.push(performance.now() - clickedAt);
        await until('the command is sent', ANSWER_MS, async () => writeSince(here, seen) !== undefined);
        written.push((writeSince(here, seen) ?? Number.NaN) - clickedAt);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return [
      {
        name: 'click → write at Coupa, p99',
        value: percentile(written, 0.99),
        unit: 'ms',
        goal: { kind: 'atMost', value: 100 },
        note: `${written.length} clicks, median ${Math.round(median(written))} ms`,
      },
      { name: 'click → answered, p99', value: percentile(answered, 0.99), unit: 'ms' },
    ];
  } finally {
    await here.close();
  }
}

function writeSince({ proxy }: InstalledProduct, from: number): number | undefined {
  const calls = proxy.calls.slice(from);
  return calls.find(({ method, path }) => method !== 'GET' && path.startsWith('/api/'))?.at;
}

async function isLoaded({ owner }: InstalledProduct): Promise<boolean> {
  const { rows } = await owner.pool.query<{ loading: number; behind: number; lists: number }>(
    `select (select count(*) from watermark where phase = 'first_load')::int as loading,
            (select count(*) from watermark)::int as lists,
            (select count(*) from feed_cursor c join feed_head h using (connection_id, lane) where h.last > c.seq)::int
              as behind`,
  );
  const [row] = rows;
  return row !== undefined && row.lists >= 8 && row.loading === 0 && row.behind === 0;
}
