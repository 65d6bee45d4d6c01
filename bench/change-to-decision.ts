import { type DispatchDependencies, dispatchChanges } from '#engine/dispatch-changes.ts';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { applyPage } from '#mirror/apply-page.ts';
import { RECORD_TABLES } from '#mirror/record-table.ts';
import type { Database } from '#store/database.ts';
import { insertRows } from '#store/insert-rows.ts';
import { startCluster } from './cluster.ts';
import { benchCompany } from './company.ts';
import { decidingWith, loadOrders, parseInvoicePage, prepareConnection } from './load-company.ts';
import { type Figure, median, timed } from './measure.ts';

const INVOICES = 4_000;
const PAIRS = 9;
const PAGES_A_TRANSACTION = 4;
const CONNECTION = 'bench';
const WORKERS = 2;

/**
 * From pages of five-line invoices in memory to decisions with their audit entries committed, beside a bare upsert of
 * the same invoice, version and line rows on the same database in the same run.
 */
export async function run(): Promise<Figure[]> {
  const cluster = await startCluster();
  try {
    await prepareConnection(cluster.db, CONNECTION);
    const ratios: number[] = [];
    const rates: number[] = [];
    for (let pair = 0; pair <= PAIRS; pair += 1) {
      const company = benchCompany(INVOICES, 1 + pair * INVOICES);
      await loadOrders(cluster.db, CONNECTION, company);
      const bareFirst = pair % 2 === 0;
      const bareMs = bareFirst ? await timed(() => bareUpsert(cluster.db, company.invoicePages)) : 0;
      const fullMs = await timed(() => decideAll(cluster.db, company.invoicePages, INVOICES));
      const bareAfterMs = bareFirst ? 0 : await timed(() => bareUpsert(cluster.db, company.invoicePages));
      // The first pair warms the code and the database up.
      if (pair === 0) continue;
      ratios.push((bareMs + bareAfterMs) / fullMs);
      rates.push((INVOICES / fullMs) * 1_000);
    }
    const stored = await storedBytes(cluster.db);
    return [
      {
        name: 'change to decision ÷ bare upsert',
        value: median(ratios),
        unit: '×',
        goal: { kind: 'atLeast', value: 0.4 },
        note: ratios.map((ratio) => ratio.toFixed(2)).join(' '),
      },
      {
        name: 'change to decision',
        value: median(rates),
        unit: 'invoices/s',
        goal: { kind: 'atLeast', value: 2_000 },
      },
      {
        name: 'stored a decided invoice beyond the mirror',
        value: stored / 1_000,
        unit: 'kB',
        goal: { kind: 'atMost', value: 2.6 },
      },
    ];
  } finally {
    await cluster.close();
  }
}

/** The whole way: parse, copy, change, evidence, decision, audit entry, committed; poller and workers side by side. */
async function decideAll(db: Database, pages: readonly string[], expected: number): Promise<void> {
  const state = { decided: 0 };
  const stop = new AbortController();
  const deps: DispatchDependencies = {
    ...decidingWith(db),
    onRange: (_agent, outcome) => {
      state.decided += outcome.subjects;
      if (state.decided >= expected) stop.abort();
    },
  };
  const poll = async (): Promise<void> => {
    for (let at = 0; at < pages.length; at += PAGES_A_TRANSACTION) {
      const readAt = new Date().toISOString();
      const records = pages.slice(at, at + PAGES_A_TRANSACTION).flatMap(parseInvoicePage);
      await db.inConnection(CONNECTION, (tx) =>
        applyPage(tx, CONNECTION, { kind: 'invoice', records, readAt }),
      );
    }
  };
  await Promise.all([poll(), dispatchChanges(deps, { workers: WORKERS, signal: stop.signal })]);
}

const BARE = 'bare';

/** The same rows and nothing else: parse, then invoice, version and lines in one transaction for 200. */
async function bareUpsert(db: Database, pages: readonly string[]): Promise<void> {
  await db.inConnection(BARE, (tx) =>
    tx.execute(
      `insert into connection (connection_id, name, coupa_url) values ($1, $1, '') on conflict do nothing`,
      [BARE],
    ),
  );
  for (let at = 0; at < pages.length; at += PAGES_A_TRANSACTION) {
    const records = pages.slice(at, at + PAGES_A_TRANSACTION).flatMap(parseInvoicePage);
    const prepared = records.map((record) => {
      const text = canonicalJson(record);
      return { record, text, hash: sha256(text) };
    });
    const readAt = new Date().toISOString();
    const own = RECORD_TABLES.invoice.columns;
    await db.inConnection(BARE, async (tx) => {
      await insertRows(
        tx,
        `invoice (connection_id, id, hash, updated_at, read_at, ${own.map(([name]) => name).join(', ')})`,
        ['text', 'text', 'bytea', 'timestamptz', 'timestamptz', ...own.map(([, type]) => type)],
        prepared.map(({ record, hash }) => [
          BARE,
          record.id,
          hash,
          record.updatedAt,
          readAt,
          ...RECORD_TABLES.invoice.cells(record).map((cell) => cell ?? null),
        ]),
        'on conflict (connection_id, id) do update set hash = excluded.hash, status = excluded.status',
      );
      await insertRows(
        tx,
        'record_version (connection_id, kind, record_id, hash, doc)',
        ['text', 'text', 'text', 'bytea', 'json'],
        prepared.map(({ record, text, hash }) => [BARE, 'invoice', record.id, hash, text]),
        'on conflict do nothing',
      );
      await insertRows(
        tx,
        'invoice_line (connection_id, invoice_id, position, order_line_id, quantity, price, amount)',
        ['text', 'text', 'int', 'text', 'numeric', 'numeric', 'numeric'],
        records.flatMap((record) =>
          record.lines.map((line, position) => [
            BARE,
            record.id,
            position,
            line.orderLineId ?? null,
            line.quantity ?? null,
            line.price ?? null,
            line.total ?? null,
          ]),
        ),
        'on conflict (connection_id, invoice_id, position) do update set quantity = excluded.quantity',
      );
    });
  }
}

async function storedBytes(db: Database): Promise<number> {
  return db.inConnection(CONNECTION, async (tx) => {
    const [row] = await tx.query<{ bytes: string; runs: string }>(
      `select sum(pg_total_relation_size(c.oid)) as bytes, (select count(*) from run) as runs from pg_class c
        where c.relname in ('run', 'approval', 'command', 'task', 'audit_entry', 'change', 'run_settings') and c.relkind = 'r'`,
    );
    return Number(row?.bytes ?? 0) / Number(row?.runs ?? 1);
  });
}
