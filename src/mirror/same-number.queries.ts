import { numberKey, slipKey } from '#domain/matching/invoice-number.ts';
import { DEAD_INVOICE_STATUSES, type Invoice } from '#domain/records/invoice.ts';
import type { SameNumber, Versioned } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';
import { groupBy } from './groups.ts';
import { SAME_NUMBER_MAX, versionsOf } from './sources.queries.ts';

/** What tells two invoices of one number apart, by id; asked only for the few that have such. */
export async function sameNumbersOf(
  tx: Tx,
  connectionId: string,
  ids: readonly string[],
): Promise<Map<string, SameNumber>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.queryArrays(
    `select id, invoice_number, document_type, gross_total, currency, invoice_date, status, created_at
       from invoice where connection_id = $1 and id = any($2::text[])`,
    [connectionId, ids],
    { name: 'sources_same_number' },
  );
  return new Map(
    rows.map(([id, number, documentType, grossTotal, currency, invoiceDate, status, createdAt]) => [
      String(id),
      {
        invoiceId: String(id),
        invoiceNumber: String(number),
        documentType: documentType as SameNumber['documentType'],
        grossTotal: textOrNull(grossTotal),
        currency: textOrNull(currency),
        invoiceDate: textOrNull(invoiceDate),
        status: String(status),
        createdAt: textOrNull(createdAt),
      },
    ]),
  );
}

/**
 * The invoices that these numbers of a supplier mean: living ones before dead ones, then the newest. By
 * {@link numberOf}.
 */
export async function invoicesByNumber(
  tx: Tx,
  connectionId: string,
  named: readonly { readonly supplierId: string; readonly number: string }[],
): Promise<Map<string, Versioned<Invoice>[]>> {
  if (named.length === 0) return new Map();
  const rows = await tx.queryArrays(
    `select i.id, encode(i.hash, 'hex')
       from unnest($2::text[], $3::text[], $6::text[]) n (supplier_id, key, slip) cross join lateral (
         select id, hash from invoice
          where slip_key = n.slip and number_key = n.key and supplier_id = n.supplier_id and connection_id = $1
            and deleted_at is null and document_type = 'invoice'
          order by status = any($4::text[]), length(id) desc, id desc limit $5::int) i`,
    [
      connectionId,
      named.map(({ supplierId }) => supplierId),
      named.map(({ number }) => numberKey(number)),
      DEAD_INVOICE_STATUSES,
      SAME_NUMBER_MAX,
      named.map(({ number }) => slipKey(number)),
    ],
    { name: 'sources_originals' },
  );
  const found = await versionsOf<Invoice>(tx, connectionId, 'invoice', rows);
  return groupBy(found, ({ record }) => numberOf(record.supplierId, record.invoiceNumber));
}

/** A number of a supplier, by which its invoices are found. */
export function numberOf(supplierId: string | undefined, printed: string): string {
  return `${supplierId ?? ''}/${numberKey(printed)}`;
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
