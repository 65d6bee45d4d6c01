import { openPerson, type ProductPerson } from '../test/product-person.ts';
import { CONNECTION, type InstalledProduct, installProduct } from './installed-product.ts';
import { type Figure, percentile } from './measure.ts';

const INVOICES = 100_000;
/** A fifth of them are exceptions that nobody has looked at yet, which is more than any team lets come. */
const WAITING = 20_000;
const ENTRIES = 300_000;
const ROUNDS = 12;
const PAGES = 3;

/** What people do with each list: orders, filters, words that are rare, common or nowhere; then the next pages. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  '/api/invoices': [
    'sort=updated',
    'sort=due',
    'sort=amount',
    'status=pending_approval',
    'status=disputed',
    'supplier=17&sort=due',
    'entity=Halden%20GmbH&sort=amount',
    'search=INV-c4ca4238',
    'search=supplier',
    'search=zzzz',
  ],
  '/api/approvals': [
    'sort=clock',
    'sort=risk',
    'sort=age',
    'cause=PRICE_OVER',
    'supplier=17',
    'entity=Halden%20GmbH',
    'currency=EUR&min=5000',
    'search=INV-c4ca4238',
    'search=zzzz',
    'state=decided',
  ],
  '/api/audit': [
    '',
    'what=approval_decided',
    'who=three-way-match',
    'who=nobody',
    'invoice=700017',
    'from=2025-03-01&to=2025-03-02',
    'search=price',
    'search=zzzz',
  ],
};

/**
 * Lists as the screens ask for them, over HTTP in the product as it is installed: 200 rows a page, with the counts
 * that stand above them.
 */
export async function run(): Promise<Figure[]> {
  const here = await installProduct({ sandboxArgs: ['--invoices', '20', '--months', '1'] });
  try {
    const web = await here.start('web');
    const person = await openPerson(web.ready);
    await fill(here);
    const figures: Figure[] = [];
    for (const [list, queries] of Object.entries(LISTS)) figures.push(await measure(person, list, queries));
    return figures;
  } finally {
    await here.close();
  }
}

async function measure(person: ProductPerson, list: string, queries: readonly string[]): Promise<Figure> {
  const times: { ms: number; query: string }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const query of queries) {
      let cursor: string | null = null;
      for (let page = 0; page < PAGES; page += 1) {
        const next = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const startedAt = performance.now();
        const answer = await person.send('GET', `${list}?limit=200&${query}${next}`);
        // The first round warms the server up.
        if (round > 0) times.push({ ms: performance.now() - startedAt, query });
        if (answer.status !== 200) throw new Error(`${list}?${query}: ${JSON.stringify(answer.body)}`);
        cursor = (answer.body as { next: string | null }).next;
        if (cursor === null) break;
      }
    }
  }
  const slowest = times.reduce((worst, one) => (one.ms > worst.ms ? one : worst));
  return {
    name: `${list}, p95`,
    value: percentile(
      times.map(({ ms }) => ms),
      0.95,
    ),
    unit: 'ms',
    goal: { kind: 'atMost', value: 150 },
    note: `${times.length} pages, slowest ${Math.round(slowest.ms)} ms: ${slowest.query || 'everything'}`,
  };
}

async function fill({ owner }: InstalledProduct): Promise<void> {
  await owner.pool.query('set statement_timeout = 0');
  const ask = (text: string, values: unknown[]): Promise<unknown> => owner.pool.query(text, values);
  await ask(
    `insert into invoice (connection_id, id, hash, status, invoice_number, supplier_id, supplier_name, currency,
       gross_total, invoice_date, net_due_date, entity_name, document_type, exported, updated_at, created_at)
     select $1, (700000 + g)::text, sha256(g::text::bytea),
            (array['approved', 'approved', 'approved', 'voided', 'pending_approval'])[1 + g % 5],
            'INV-' || md5(g::text), (g % 300)::text, 'Supplier ' || md5((g % 300)::text), 'EUR',
            (g::bigint * 7919 % 1000000) / 100.0, date '2025-01-01' + g % 500, date '2025-02-01' + g % 500,
            (array['Halden GmbH', 'Halden Ltd', 'Halden Inc'])[1 + g % 3], 'invoice', false,
            timestamptz '2025-01-01' + g * interval '5 minutes', now()
       from generate_series(1, $2::int) g`,
    [CONNECTION, INVOICES],
  );
  await ask(
    `insert into approval (connection_id, id, agent, lane, seq, subject_id, state, proposal_hash, cause, verdict, headline,
       commands, tasks, because, invoice_number, supplier_id, supplier_name, entity_name, currency, amount, at_risk,
       clock_kind, clock_date, opened_at, decided_at, decided_by, decided_by_name, policy_version)
     select $1, 'app_' || g, 'three-way-match', g % 4, g, (700000 + g)::text,
            case when g <= $2::int then 'open' else 'approved' end, sha256(g::text::bytea),
            (array['PRICE_OVER', 'RECEIPT_MISSING', 'QTY_OVER_RECEIVED', 'PO_MISSING'])[1 + g % 4], 'exception',
            'Would match if more were received on the order', '[]', '[]', 'assisted', 'INV-' || md5(g::text),
            (g % 300)::text, 'Supplier ' || md5((g % 300)::text),
            (array['Halden GmbH', 'Halden Ltd', 'Halden Inc'])[1 + g % 3], 'EUR', (g::bigint * 7919 % 1000000) / 100.0,
            (g::bigint * 104729 % 10000) / 100.0, 'due', date '2025-02-01' + g % 500,
            timestamptz '2025-01-01' + g * interval '5 minutes',
            case when g > $2::int then timestamptz '2025-06-01' + g * interval '1 minute' end,
            case when g > $2::int then 'p1' end, case when g > $2::int then 'Mia' end, 1
       from generate_series(1, 2 * $2::int) g`,
    [CONNECTION, WAITING],
  );
  // Not a chain that would verify: here it is only read.
  await ask(
    `insert into audit_entry (connection_id, seq, at, what, who, subject, body, hash)
     select $1, h.seq + g, timestamptz '2025-01-01' + g * interval '1 minute',
            case when g % 20 = 0 then 'approval_decided' else 'run_decided' end,
            case when g % 20 = 0 then 'p1' else 'three-way-match' end, 'invoice/' || (700000 + g % 100000),
            json_build_object('at', timestamptz '2025-01-01', 'seq', h.seq + g, 'text',
              'Price of line 1 is over the order by 3 %: waits for a person.', 'what', 'run_decided', 'via', 'engine',
              'who', json_build_object('id', 'three-way-match', 'kind', 'agent', 'name', 'Three-way match'))::text,
            sha256(g::text::bytea)
       from audit_head h, generate_series(1, $2::int) g where h.connection_id = $1`,
    [CONNECTION, ENTRIES],
  );
  await owner.pool.query('analyze');
}
