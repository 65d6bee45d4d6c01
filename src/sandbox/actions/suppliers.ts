import { refuse } from '../refusal.ts';
import { type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

export function settleSupplier(_work: Work, row: Row): Row {
  return { ...row, 'display-name': textOf(row, 'display-name') || textOf(row, 'name') };
}

const CXML_NEEDED = [
  'cxml-domain',
  'cxml-identity',
  'cxml-protocol',
  'cxml-secret',
  'cxml-supplier-domain',
  'cxml-supplier-identity',
  'cxml-url',
];

/** How orders go to a site decides what must be known of it. */
export function settleSupplierSite(work: Work, row: Row): Row {
  if (!work.get('suppliers', textOf(row, 'supplier-id')))
    refuse('supplier-site', 'Supplier could not be found');
  const method = textOf(row, 'po-method');
  const needed = method === 'email' ? ['po-email'] : method === 'cxml' ? CXML_NEEDED : [];
  const missing = needed.filter((field) => textOf(row, field) === '');
  if (missing.length > 0) {
    refuse('supplier-site', ...missing.map((field) => `${field} can't be blank if po-method is ${method}`));
  }
  return row;
}
