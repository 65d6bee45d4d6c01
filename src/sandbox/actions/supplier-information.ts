import type { SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { type Cell, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

const MODEL = 'supplier-information';
/** What an approved record hands on to its supplier, where it says anything. */
const HANDED_ON: Readonly<Record<string, string>> = {
  name: 'name',
  'display-name': 'display-name',
  'supplier-number': 'number',
  website: 'website',
  'duns-number': 'duns',
  'federal-tax-num': 'tax-id',
  'po-method': 'po-method',
  'po-email': 'po-email',
  'payment-term': 'payment-term',
  'default-commodity': 'commodity',
  'invoice-matching-level': 'invoice-matching-level',
};

/** "When a POST call is made without specifying the supplier-id, an associated Supplier record is created." */
export function settleSupplierInformation(work: Work, row: Row, { before }: SaveContext): Row {
  const given = textOf(row, 'supplier-id');
  const supplier = given === '' ? createSupplier(work, row) : work.get('suppliers', given);
  if (!supplier) refuse(MODEL, 'Supplier could not be found');
  if (row.status === 'approved' && before?.status !== 'approved') handOn(work, row, supplier);
  const name = textOf(work.get('suppliers', supplier.id), 'name');
  return { ...row, 'supplier-id': supplier.id, 'supplier-name': textOf(row, 'supplier-name') || name };
}

function createSupplier(work: Work, row: Row): Row {
  const name = textOf(row, 'name');
  for (const other of work.rows('suppliers')) {
    if (textOf(other, 'name').toLowerCase() === name.toLowerCase()) {
      refuse(MODEL, 'Name has already been taken');
    }
  }
  const supplier = work.insert('suppliers', {
    name,
    'display-name': name,
    status: 'draft',
    'invoice-matching-level': '3-way',
    'payment-method': 'invoice',
    'po-method': 'email',
    'remit-to-addresses': [],
    'custom-fields': {},
  });
  work.note(`suppliers:${supplier.id}`, 'created from supplier information');
  return supplier;
}

function handOn(work: Work, row: Row, supplier: Row): void {
  const cells: Record<string, Cell> = supplier.status === 'draft' ? { status: 'active' } : {};
  for (const [from, to] of Object.entries(HANDED_ON)) {
    if (textOf(row, from) !== '') cells[to] = row[from] ?? null;
  }
  work.change('suppliers', supplier.id, cells);
  work.note(`suppliers:${supplier.id}`, 'supplier information approved');
}
