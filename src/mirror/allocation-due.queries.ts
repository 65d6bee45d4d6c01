import { familyOf } from '#domain/matching/coupa-verdict-family.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { Tx } from '#store/database.ts';

/** An invoice whose allocations are to be read. `askedAt` tells a newer ask from this one. */
export interface DueAllocations {
  readonly invoiceId: string;
  readonly askedAt: string;
}

/**
 * Whether anything rests on what Coupa has set against receipts: an unresolved tolerance about receipts on an invoice
 * that names an order. All others are never asked for, so that a company of a million invoices costs no call more.
 */
export function needsAllocations({ failedTolerances, lines }: Invoice): boolean {
  return (
    failedTolerances.some(({ code, resolved }) => !resolved && familyOf(code) === 'quantity_received') &&
    lines.some((line) => line.orderLineId !== undefined || line.orderId !== undefined)
  );
}

/** Has the allocations of those among these invoices read that need it. Nothing to do for most pages. */
export async function askForAllocations(
  tx: Tx,
  connectionId: string,
  invoices: readonly Invoice[],
): Promise<void> {
  const ids = invoices.filter(needsAllocations).map(({ id }) => id);
  if (ids.length === 0) return;
  await tx.execute(
    `insert into allocation_due (connection_id, invoice_id) select $1, unnest($2::text[])
     on conflict (connection_id, invoice_id) do update set asked_at = clock_timestamp()`,
    [connectionId, ids],
    { name: 'allocation_ask' },
  );
}

/** Has them read again for those of these invoices whose allocations are known: a receipt of theirs changed. */
export async function askForAllocationsAgain(
  tx: Tx,
  connectionId: string,
  invoiceIds: readonly string[],
): Promise<void> {
  if (invoiceIds.length === 0) return;
  await tx.execute(
    `insert into allocation_due (connection_id, invoice_id)
     select $1, a.id from unnest($2::text[]) wanted (id) cross join lateral (
       select id from invoice_allocation where connection_id = $1 and id = wanted.id offset 0) a
     on conflict (connection_id, invoice_id) do update set asked_at = clock_timestamp()`,
    [connectionId, [...new Set(invoiceIds)]],
    { name: 'allocation_ask_again' },
  );
}

/** Invoices whose allocations are due, longest waiting first. */
export async function dueAllocations(
  tx: Tx,
  connectionId: string,
  rowsMax: number,
): Promise<DueAllocations[]> {
  return tx.query<DueAllocations>(
    `select invoice_id as "invoiceId", asked_at::text as "askedAt" from allocation_due
      where connection_id = $1 order by asked_at, invoice_id limit $2`,
    [connectionId, rowsMax],
    { name: 'allocations_due' },
  );
}

/** They were read. Whoever asked meanwhile is not forgotten. */
export async function settleAllocations(
  tx: Tx,
  connectionId: string,
  read: readonly DueAllocations[],
): Promise<void> {
  await tx.execute(
    `delete from allocation_due d using unnest($2::text[], $3::text[]) r (id, asked_at)
      where d.connection_id = $1 and d.invoice_id = r.id and d.asked_at = r.asked_at::timestamptz`,
    [connectionId, read.map(({ invoiceId }) => invoiceId), read.map(({ askedAt }) => askedAt)],
    { name: 'allocations_settle' },
  );
}

/** They were read, or a tenant that does not offer them said so: it stands on the connection page, and is no alarm. */
export async function noteAllocations(
  tx: Tx,
  connectionId: string,
  error: { readonly code: string; readonly message: string } | null,
): Promise<void> {
  // Never in a first load, and without the time of a failure: the overview must not wait for it, nor report it.
  await tx.execute(
    `insert into watermark (connection_id, resource, phase, read_at, error) values ($1, $2, 'incremental', now(), $3)
     on conflict (connection_id, resource) do update set read_at = now(), error = excluded.error`,
    [connectionId, ALLOCATIONS.name, error === null ? null : JSON.stringify(error)],
  );
}

/** As it stands among the resources that the mirror follows. */
export const ALLOCATIONS = {
  name: 'matching_allocations',
  title: 'Receipts set against invoice lines',
  kind: 'invoice_allocation',
} as const;
