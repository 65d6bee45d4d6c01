import { textOf } from '../row.ts';
import { datetime, decimal, type Resource, text } from './resource.ts';

/** Receipt against invoice line. The one resource that the documents write with underscores; it can only be read. */
export const matchingAllocations: Resource = {
  table: 'matching-allocations',
  path: 'matching_allocations',
  root: 'matching-allocation',
  scopes: { read: ['core.invoice.read'] },
  lookupKeys: ['id'],
  hasUnderscores: true,
  fields: {
    id: { kind: 'id' },
    'created-at': datetime,
    'updated-at': datetime,
    status: text(),
    'status-reason': text(),
    quantity: decimal,
    amount: decimal,
    'asn-line-id': { kind: 'id' },
    'order-line-id': { kind: 'id' },
    'inventory-transaction-id': { kind: 'id' },
    'inventory-transaction-match-reference': text(),
    'invoice-line-id': { kind: 'id' },
    'invoice-line-total': {
      kind: 'decimal',
      from: (row, reader) => reader.get('invoice-lines', textOf(row, 'invoice-line-id'))?.total,
    },
    'manual-match': { kind: 'integer' },
    uom: {
      kind: 'text',
      from: (row, reader) => {
        const ordered = reader.get('order-lines', textOf(row, 'order-line-id'));
        return reader.get('uoms', textOf(ordered, 'uom'))?.code;
      },
    },
    // The way in that the documents name: by the invoice of the line.
    'invoice-line': {
      kind: 'ref',
      to: 'invoice-lines',
      slim: ['id'],
      isQuiet: true,
      from: (row) => textOf(row, 'invoice-line-id'),
    },
  },
};
