import { z } from 'zod';
import { fileOutput } from '#operation/file-output.ts';
import { defineOperation } from '#operation/operation.ts';
import { memoryFilter, toMemoryRow } from './list-memory.ts';
import { listFacts } from './memory.queries.ts';

/** A spreadsheet takes no more, and a connection has a hundredth of it. */
const ROWS_MAX = 100_000;

const COLUMNS = [
  'supplierId',
  'supplierName',
  'kind',
  'words',
  'state',
  'confirmed',
  'rejected',
  'proof',
  'invoiceNumber',
  'by',
  'at',
] as const;

/** What Purser has learned as a table for spreadsheets. */
export const exportMemory = defineOperation({
  name: 'export_memory',
  summary: 'Download what Purser has learned about suppliers as CSV.',
  http: { method: 'GET', path: '/api/memory/export' },
  input: z.strictObject(memoryFilter),
  output: fileOutput,
  permission: 'runs.read',
  audit: { none: 'it holds what the list shows' },

  async run({ search, supplier, state }, { connectionId }, { tx }) {
    const rows = await listFacts(tx, {
      search,
      supplierId: supplier,
      state,
      after: undefined,
      limit: ROWS_MAX,
    });
    const lines = rows.map(toMemoryRow).map((row) => COLUMNS.map((name) => row[name]));
    return {
      file: {
        name: `purser-memory-${connectionId}.csv`,
        type: 'text/csv; charset=utf-8',
        body: toCsv([COLUMNS, ...lines]),
      },
    };
  },
});

/** RFC 4180, with the mark by which spreadsheets know UTF-8. */
function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('')}`;
}

/** Suppliers' words are in it: what a spreadsheet would take for a formula is marked as text. */
function toCell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
