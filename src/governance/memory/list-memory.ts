import { z } from 'zod';
import { consequenceOf, factInWords } from '#domain/matching/learnable-fact.ts';
import { InputError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';
import { type ListedFact, listFacts } from './memory.queries.ts';

const PAGE_ROWS_MAX = 200;

export const memoryFilter = {
  search: z.string().trim().max(200).optional(),
  supplier: z.string().max(60).optional(),
  state: z.enum(['confirmed', 'rejected']).optional(),
};

const memoryRow = z.strictObject({
  id: z.string(),
  supplierId: z.string(),
  supplierName: z.string(),
  kind: z.enum(['conversion', 'cross_reference', 'order_number_form']),
  words: z.string(),
  consequence: z.string(),
  proof: z.string(),
  state: z.enum(['confirmed', 'rejected']),
  confirmed: z.number().int(),
  rejected: z.number().int(),
  invoiceId: z.string(),
  invoiceNumber: z.string(),
  at: z.string(),
  by: z.string(),
});

/** What people have said about suppliers, by supplier. */
export const listMemory = defineOperation({
  name: 'list_memory',
  summary: 'List what Purser has learned about suppliers, and who confirmed or refused it.',
  http: { method: 'GET', path: '/api/memory' },
  input: z.strictObject({
    ...memoryFilter,
    cursor: z.string().max(1_000).optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(100),
  }),
  output: z.strictObject({ rows: z.array(memoryRow), next: z.string().nullable() }),
  permission: 'runs.read',
  audit: { none: 'reading changes nothing' },

  async run({ search, supplier, state, cursor, limit }, _caller, { tx }) {
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const rows = await listFacts(tx, { search, supplierId: supplier, state, after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(toMemoryRow),
      next: rows.length > limit && last !== undefined ? writeCursor(last) : null,
    };
  },
});

export function toMemoryRow(row: ListedFact): z.output<typeof memoryRow> {
  return {
    id: row.id,
    supplierId: row.supplier_id,
    supplierName: row.supplier_name,
    kind: row.fact.kind,
    words: factInWords(row.fact),
    consequence: consequenceOf(row.fact),
    proof: row.proof,
    state: row.state === 'rejected' ? 'rejected' : 'confirmed',
    confirmed: row.confirmed,
    rejected: row.rejected,
    invoiceId: row.invoice_id,
    invoiceNumber: row.invoice_number ?? `#${row.invoice_id}`,
    at: row.decided_at,
    by: row.decided_by_name,
  };
}

function writeCursor({ supplier_name: name, supplier_id: supplierId, id }: ListedFact): string {
  return Buffer.from(JSON.stringify([name, supplierId, id])).toString('base64url');
}

/** @throws InputError for a text that no list gave out. */
function readCursor(text: string): readonly [string, string, string] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    parts = undefined;
  }
  const [name, supplierId, id] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (typeof name !== 'string' || typeof supplierId !== 'string' || typeof id !== 'string') {
    throw new InputError('The cursor is not one that this list gave out.');
  }
  return [name, supplierId, id];
}
