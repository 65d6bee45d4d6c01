import { analyse } from '#agents/three-way-match/analyse.ts';
import { settings } from '#agents/three-way-match/settings.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { Supplier } from '#domain/records/supplier.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { resourceNamed } from '#mirror/resources.ts';
import { type SeededRecords, seededRecords } from '../src/sandbox/seeded-records.ts';
import { type DecidedCompany, decidedInvoice, STANDING } from './decided-company.ts';
import { type CompanyRecords, memoryDossiers } from './memory-sources.ts';

/**
 * Seeds a company and decides it in this process: the sandbox's records through the product's own converters, then the
 * agent's own analysis, each invoice as of its arrival. Without HTTP, database, gate and trail.
 */
export function decideInMemory(options: {
  readonly seed: number;
  readonly invoices: number;
  readonly months: number;
}): DecidedCompany {
  const { truth, records } = readCompany(options);
  const dossierOf = memoryDossiers(records);
  const starter = settings.parse({});
  const invoices = records.invoices.map((invoice) => {
    const today = (invoice.createdAt ?? '').slice(0, 10);
    return decidedInvoice(invoice, analyse({ ...dossierOf(invoice), today, serviceUserId: null }, starter));
  });
  return { seed: options.seed, truth, invoices };
}

/** The sandbox's own tables are let go of on return: they are several times as large as what was read from them. */
function readCompany(options: {
  readonly seed: number;
  readonly invoices: number;
  readonly months: number;
}): {
  readonly truth: DecidedCompany['truth'];
  readonly records: CompanyRecords;
} {
  const seeded = seededRecords({ ...options, now: STANDING });
  return {
    truth: seeded.truth,
    records: {
      invoices: read<Invoice>(seeded, 'invoices'),
      orders: read<PurchaseOrder>(seeded, 'purchase_orders'),
      receipts: read<Receipt>(seeded, 'receiving_transactions'),
      suppliers: read<Supplier>(seeded, 'suppliers'),
    },
  };
}

/** By the very fields and parser with which the mirror reads the list. */
function read<R>({ list }: SeededRecords, name: string): R[] {
  const { fields, parse } = resourceNamed(name);
  const records: R[] = [];
  // The parser of a list gives its records; the name and the type are given together above.
  for (const value of list(name, fields)) records.push(parse(exact(value), name) as R);
  return records;
}

/** As `readExactJson` would read it, had it been written: every number is its own text. */
function exact(value: unknown): ExactJson {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(exact);
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return value as string | boolean;
  const inner: Record<string, ExactJson> = {};
  for (const [key, one] of Object.entries(value)) inner[key] = exact(one);
  return inner;
}
