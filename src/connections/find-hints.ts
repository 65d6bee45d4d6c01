import type { CalloutValue } from './read-callout.ts';

/** A record that a call-out seems to speak of. */
export interface FoundRecord {
  /** Coupa's path: `invoices`. */
  readonly resource: string;
  readonly id: string;
}

/** More records than this are a report, not a hint: the lists are looked at instead. */
const RECORDS_MAX = 100;
const ID = /^\d{1,20}$/;

/**
 * What customers and Coupa call documents, in letters only. Master data is left out: every document names some, and
 * reading it again for each would cost a request every time.
 */
const NAMES: Readonly<Record<string, string>> = {
  invoice: 'invoices',
  invoices: 'invoices',
  invoiceheader: 'invoices',
  invoiceheaders: 'invoices',
  order: 'purchase_orders',
  orders: 'purchase_orders',
  orderheader: 'purchase_orders',
  orderheaders: 'purchase_orders',
  externalorderheader: 'purchase_orders',
  purchaseorder: 'purchase_orders',
  purchaseorders: 'purchase_orders',
  po: 'purchase_orders',
  receipt: 'receiving_transactions',
  receipts: 'receiving_transactions',
  inventorytransaction: 'receiving_transactions',
  inventorytransactions: 'receiving_transactions',
  inventoryreceipt: 'receiving_transactions',
  receivingtransaction: 'receiving_transactions',
  receivingtransactions: 'receiving_transactions',
  receivingquantityconsumption: 'receiving_transactions',
  receivingamountconsumption: 'receiving_transactions',
  requisition: 'requisitions',
  requisitions: 'requisitions',
  requisitionheader: 'requisitions',
  requisitionheaders: 'requisitions',
  expensereport: 'expense_reports',
  expensereports: 'expense_reports',
  asn: 'asn_headers',
  asnheader: 'asn_headers',
  receiptrequest: 'receipt_requests',
  receiptrequests: 'receipt_requests',
  supplier: 'suppliers',
  suppliers: 'suppliers',
  user: 'users',
  users: 'users',
  approval: 'approvals',
  approvals: 'approvals',
  comment: 'comments',
  comments: 'comments',
};

/** Fields that say what kind of thing their object is, in letters only. */
const TYPE_FIELD =
  /^(type|class|kind|event|eventtype|object|objecttype|document|documenttype|resource|resourcetype|model|entity|entitytype)$/;
/** Fields that give the id of the object they stand in. */
const OWN_ID_FIELD = /^(id|objectid|documentid|resourceid|recordid|entityid|coupaid)$/;

/**
 * The records a call-out speaks of, found by what it looks like: links, `type` beside `id`, `invoice_id`,
 * `invoice: {id}`. It may find too much or nothing; either only decides what is read again soon.
 */
export function findHints(value: CalloutValue): FoundRecord[] {
  const found = new Map<string, FoundRecord>();
  search(value, undefined, (resource, id) => found.set(`${resource}/${id}`, { resource, id }));
  return found.size > RECORDS_MAX ? [] : [...found.values()];
}

type Note = (resource: string, id: string) => void;

function search(value: CalloutValue, inside: string | undefined, note: Note): void {
  if (typeof value === 'string') {
    noteLinks(value, note);
    return;
  }
  if (value === null || typeof value === 'boolean') return;
  if (Array.isArray(value)) {
    for (const item of value) search(item, inside, note);
    return;
  }
  const kind = kindOf(value) ?? inside;
  for (const [key, inner] of Object.entries(value)) {
    const name = lettersOf(key);
    const plain = plainOf(inner);
    if (plain !== undefined && ID.test(plain)) {
      if (kind !== undefined && OWN_ID_FIELD.test(name)) note(kind, plain);
      const named = name.endsWith('id') ? NAMES[name.slice(0, -2)] : undefined;
      if (named !== undefined) note(named, plain);
    }
    search(inner, NAMES[name], note);
  }
}

/** Text; in XML also that of an element with attributes, as in `<id type="integer">7</id>`. */
function plainOf(value: CalloutValue): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null || typeof value === 'boolean' || Array.isArray(value)) return undefined;
  const text = value['#text'];
  return typeof text === 'string' ? text : undefined;
}

/** What an object says it is: `type: InvoiceHeader`, `event: invoice.approved`. */
function kindOf(object: { readonly [key: string]: CalloutValue }): string | undefined {
  for (const [key, value] of Object.entries(object)) {
    if (typeof value !== 'string' || !TYPE_FIELD.test(lettersOf(key))) continue;
    const named = NAMES[lettersOf(value)] ?? NAMES[lettersOf(value.split(/[.:/ ]/)[0] ?? '')];
    if (named !== undefined) return named;
  }
  return undefined;
}

function noteLinks(text: string, note: Note): void {
  for (const [, path = '', id = ''] of text.matchAll(/\/([a-z_]{2,40})\/(\d{1,20})(?!\d)/g)) {
    const named = NAMES[lettersOf(path)];
    if (named !== undefined) note(named, id);
  }
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '');
}
