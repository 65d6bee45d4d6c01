import { refuse } from '../refusal.ts';
import { textOf } from '../row.ts';
import { many, type Resource, stamps, supplierRef, writableDecimal } from './resource.ts';

const NUMBERS = Array.from(
  { length: 10 },
  (_, index) => `number-field-${String(index + 1).padStart(2, '0')}`,
);

/** Ten numbers that a rating agency delivers about a supplier. */
export const supplierRiskFeed: Resource = {
  table: 'supplier-risk-feed',
  path: 'supplier_risk_aware_feed',
  root: 'supplier-risk-aware-feed',
  scopes: {
    read: ['core.supplier.risk_aware.read'],
    create: ['core.supplier.risk_aware.write'],
    update: ['core.supplier.risk_aware.write'],
  },
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    ...many(writableDecimal, ...NUMBERS),
    'supplier-id': { kind: 'id', from: (row) => row.supplier },
    supplier: supplierRef({ isWritable: true, isRequired: true }),
  },
  settle: (_work, row) =>
    NUMBERS.some((field) => textOf(row, field) !== '')
      ? row
      : refuse('supplier-risk-aware-feed', 'At least one number field is required'),
};
