import { AGENTS } from '#agents/registry.ts';
import { createConnection } from '#connections/create-connection.ts';
import { type KeyRing, newSecretKey, readKeyRing } from '#connections/secret-box.ts';
import { parseCoupaInvoice } from '#coupa/convert/invoice.ts';
import { parseCoupaPurchaseOrder } from '#coupa/convert/purchase-order.ts';
import { parseCoupaReceipt } from '#coupa/convert/receipt.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { DispatchDependencies } from '#engine/dispatch-changes.ts';
import { addPolicy } from '#engine/policy.queries.ts';
import { starterPolicy } from '#engine/policy-document.ts';
import { systemClock } from '#kernel/clock.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { silentLog } from '#kernel/log.ts';
import { applyPage, type Page } from '#mirror/apply-page.ts';
import { createSources } from '#mirror/sources.ts';
import type { Database } from '#store/database.ts';
import type { SandboxFacts } from '../test/product-processes.ts';
import type { BenchCompany } from './company.ts';

const RECORDS_A_TRANSACTION = 200;

/** A connection with its feed and the policy it starts with, and no Coupa behind it. */
export async function prepareConnection(db: Database, connectionId: string): Promise<void> {
  await db.inConnection(connectionId, async (tx) => {
    await tx.execute(
      `insert into connection (connection_id, name, coupa_url) values ($1, $1, 'http://127.0.0.1:1')`,
      [connectionId],
    );
    await tx.execute(
      'insert into feed_head (connection_id, lane) select $1, g from generate_series(0, 3) g',
      [connectionId],
    );
    for (const agent of AGENTS) {
      await tx.execute(
        'insert into feed_cursor (agent, connection_id, lane) select $2, $1, g from generate_series(0, 3) g',
        [connectionId, agent.id],
      );
    }
    const by = { id: 'bench', name: 'bench' };
    await addPolicy(tx, connectionId, { document: starterPolicy(AGENTS), expectedVersion: 0, by });
  });
}

/** A connection to a sandbox, made as an administrator would. @returns the keys that open its credentials. */
export async function connectSandbox(
  db: Database,
  connectionId: string,
  sandbox: Pick<SandboxFacts, 'url' | 'clientId' | 'clientSecret' | 'scopes'>,
): Promise<KeyRing> {
  const ring = readKeyRing(newSecretKey());
  const { url, clientId, clientSecret, scopes } = sandbox;
  await createConnection(
    {
      id: connectionId,
      name: connectionId,
      coupaUrl: url,
      isSandbox: true,
      credentials: { clientId, clientSecret, scopes: scopes.split(' ') },
    },
    { db, ring, now: new Date(), agentIds: [], who: { kind: 'system', id: 'bench', name: 'Bench' } },
  );
  return ring;
}

/** What the product's own deciding needs, with nothing told to anybody. */
export function decidingWith(db: Database): DispatchDependencies {
  return {
    db,
    agents: AGENTS,
    clock: systemClock,
    log: silentLog,
    now: () => new Date(),
    sourcesFor: (tx, connectionId, invoiceIds) => createSources(tx, connectionId, { invoiceIds }),
  };
}

/** Orders and receipts into the mirror, as a first load would: what invoices rest on comes before them. */
export async function loadOrders(db: Database, connectionId: string, company: BenchCompany): Promise<void> {
  const readAt = new Date().toISOString();
  const { orders, receipts } = company;
  const pages: Page[] = [
    { kind: 'purchase_order', readAt, records: orders.map((text) => parseCoupaPurchaseOrder(of(text), 'o')) },
    { kind: 'receipt', readAt, records: receipts.map((text) => parseCoupaReceipt(of(text), 'r')) },
  ];
  for (const page of pages) {
    for (let at = 0; at < page.records.length; at += RECORDS_A_TRANSACTION) {
      const part = { ...page, records: page.records.slice(at, at + RECORDS_A_TRANSACTION) } as Page;
      await db.inConnection(connectionId, (tx) => applyPage(tx, connectionId, part));
    }
  }
}

/** A page as it came over the wire, read and converted. */
export function parseInvoicePage(page: string): Invoice[] {
  const wires = of(page);
  return Array.isArray(wires) ? wires.map((wire) => parseCoupaInvoice(wire, 'invoice')) : [];
}

/** One page of invoices into the mirror and the feed. @returns the ids on it. */
export async function loadInvoicePage(
  db: Database,
  connectionId: string,
  page: string,
): Promise<readonly string[]> {
  const records = parseInvoicePage(page);
  const readAt = new Date().toISOString();
  await db.inConnection(connectionId, (tx) =>
    applyPage(tx, connectionId, { kind: 'invoice', records, readAt }),
  );
  return records.map(({ id }) => id);
}

function of(text: string): ReturnType<typeof readExactJson> {
  return readExactJson(text, 'benchmark');
}
