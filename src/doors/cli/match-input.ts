import { parseCoupaInvoice } from '#coupa/convert/invoice.ts';
import { parseMatchingAllocation } from '#coupa/convert/matching-allocation.ts';
import { parseCoupaPurchaseOrder } from '#coupa/convert/purchase-order.ts';
import { parseCoupaReceipt } from '#coupa/convert/receipt.ts';
import { indexOrders } from '#domain/matching/assignment.ts';
import { otherDocuments } from '#domain/matching/duplicate-faults.ts';
import { earlierBillings } from '#domain/matching/earlier-billing.ts';
import { earlierMoney } from '#domain/matching/kept-back.ts';
import type { RequiredField } from '#domain/matching/missing-fields.ts';
import { policyFaults } from '#domain/matching/policy-faults.ts';
import type { MatchInput } from '#domain/matching/three-way-match.ts';
import { STARTER_POLICY, type TolerancePolicy } from '#domain/matching/tolerance.ts';
import type { UnitConversion } from '#domain/matching/unit-conversion.ts';
import { DEAD_INVOICE_STATUSES, type Invoice } from '#domain/records/invoice.ts';
import type { MatchingAllocation } from '#domain/records/matching-allocation.ts';
import { decimal, toDecimalText } from '#kernel/decimal.ts';
import { InputError } from '#kernel/errors.ts';
import { type ExactJson, readExactJson } from '#kernel/exact-json.ts';
import { type PlainDate, toPlainDate } from '#kernel/plain-date.ts';
import { CURE_KEYS, readCures } from './match-cures.ts';
import { invoiceInCoupasPlaces, receiptsWithTheirVoids } from './other-places.ts';

/** An invoice of more lines than that is no invoice; the limit bounds work and memory. */
const RECORDS_MAX = 50_000;

const KEYS = [
  'invoice',
  'purchase_orders',
  'receipts',
  'earlier_invoices',
  'uom_conversions',
  'matching_allocations',
  ...CURE_KEYS,
  'tolerances',
  'as_of',
] as const;

type Fields = Readonly<Record<string, ExactJson>>;

/** What a match rests on, and what Coupa has set against receipts where the file says so. */
interface MatchFile extends MatchInput {
  readonly allocations?: readonly MatchingAllocation[];
}

/**
 * Reads what `match` is given: one JSON object with records in Coupa's shapes.
 * @param where the file, for messages.
 * @throws PurserError `invalid_input` or `coupa_shape`: where, what was expected, what was found.
 */
export function readMatchInput(text: string, where: string): MatchFile {
  const root = readExactJson(text, where);
  if (!isObject(root))
    throw new InputError(`${where}: expected an object with an invoice, found ${kindOf(root)}.`);
  refuseMisspelt(root, where);
  if (!isObject(root.invoice)) {
    throw new InputError(`${where}, invoice: expected an invoice object, found ${kindOf(root.invoice)}.`);
  }
  const ids = idSource();
  const orders = listAt(root, 'purchase_orders', where).map((json, index) =>
    parseCoupaPurchaseOrder(withIds(json, 'order-lines', ids), `${where}, purchase_orders[${index}]`),
  );
  const earlier = listAt(root, 'earlier_invoices', where).map((json, index) =>
    readInvoice(json, `${where}, earlier_invoices[${index}]`, ids),
  );
  const asOf = readAsOf(root.as_of, where);
  const invoice = readInvoice(root.invoice, `${where}, invoice`, ids);
  const living = earlier.filter(({ status }) => !DEAD_INVOICE_STATUSES.includes(status.toLowerCase()));
  return {
    invoice,
    orders,
    receipts: receiptsWithTheirVoids(listAt(root, 'receipts', where)).map((json, index) =>
      parseCoupaReceipt(withIds(json, undefined, ids), `${where}, receipts[${index}]`),
    ),
    billedBefore: earlierBillings(earlier, orders),
    earlierMoney: earlierMoney(earlier, indexOrders(orders)),
    sameNumber: otherDocuments(invoice, living),
    originals: living,
    policy: readPolicy(root.tolerances, where),
    conversions: listAt(root, 'uom_conversions', where).map((json, index) =>
      readConversion(json, `${where}, uom_conversions[${index}]`),
    ),
    requiredFields: statedEmpty(root.invoice),
    ...(asOf === undefined ? {} : { asOf }),
    ...(root.matching_allocations === undefined ? {} : { allocations: readAllocations(root, where, ids) }),
    ...readCures({ root, where, invoice, orders, nextId: ids, listAt: (key) => listAt(root, key, where) }),
  };
}

function readInvoice(json: ExactJson, where: string, ids: () => string): Invoice {
  return parseCoupaInvoice(withIds(invoiceInCoupasPlaces(json), 'invoice-lines', ids), where);
}

function readAllocations(root: Fields, where: string, ids: () => string): readonly MatchingAllocation[] {
  return listAt(root, 'matching_allocations', where).map((json, index) =>
    parseMatchingAllocation(withIds(json, undefined, ids), `${where}, matching_allocations[${index}]`),
  );
}

/** `purchaseOrders` beside a missing `purchase_orders` would otherwise count as no order at all. */
function refuseMisspelt(root: Fields, where: string): void {
  const bare = (key: string) => key.replace(/[^a-z]/gi, '').toLowerCase();
  for (const key of Object.keys(root)) {
    const meant = KEYS.find((known) => known !== key && bare(known) === bare(key));
    if (meant !== undefined) throw new InputError(`${where}: expected ${meant}, found ${key}.`);
  }
}

function listAt(root: Fields, key: (typeof KEYS)[number], where: string): readonly ExactJson[] {
  const value = root[key] ?? [];
  if (!Array.isArray(value))
    throw new InputError(`${where}, ${key}: expected a list, found ${kindOf(value)}.`);
  if (value.length > RECORDS_MAX) {
    throw new InputError(`${where}, ${key}: expected at most ${RECORDS_MAX} records, found ${value.length}.`);
  }
  return value;
}

/**
 * Hand-written input leaves ids out where nothing refers to them. Each gets a number of its own from above Coupa's
 * range, so that two records without one are not taken for the same.
 */
function idSource(): () => string {
  let next = 90_000_000_000_000_000_000n;
  return () => {
    next += 1n;
    return next.toString();
  };
}

function withIds(json: ExactJson, linesKey: string | undefined, nextId: () => string): ExactJson {
  if (!isObject(json)) return json;
  const lines = linesKey === undefined ? undefined : json[linesKey];
  return {
    ...json,
    id: json.id ?? nextId(),
    ...(linesKey !== undefined && Array.isArray(lines)
      ? { [linesKey]: lines.map((line) => withIds(line, undefined, nextId)) }
      : {}),
  };
}

function readPolicy(json: ExactJson | undefined, where: string): TolerancePolicy {
  if (json === undefined || json === null) return STARTER_POLICY;
  const [fault] = policyFaults(json);
  // Every figure was read as text; the format is the one that a policy has as a number.
  if (fault === undefined) return { ...(json as unknown as TolerancePolicy), format: 1 };
  throw new InputError(`${where}, ${['tolerances', ...fault.path].join('.')}: ${lowered(fault.says)}`);
}

function readConversion(json: ExactJson, where: string): UnitConversion {
  if (!isObject(json)) throw new InputError(`${where}: expected {from, to, factor}, found ${kindOf(json)}.`);
  const { from, to, factor: given } = json;
  if (typeof from !== 'string' || from.trim() === '') {
    throw new InputError(`${where}.from: expected a unit, found ${kindOf(from)}.`);
  }
  if (typeof to !== 'string' || to.trim() === '') {
    throw new InputError(`${where}.to: expected a unit, found ${kindOf(to)}.`);
  }
  const factor = typeof given === 'string' ? toDecimalText(given) : undefined;
  if (factor === undefined || decimal(factor).lte(0)) {
    throw new InputError(`${where}.factor: expected a number above zero, found ${kindOf(given)}.`);
  }
  return { from, to, factor };
}

function readAsOf(json: ExactJson | undefined, where: string): PlainDate | undefined {
  if (json === undefined || json === null || json === '') return undefined;
  const day = typeof json === 'string' ? toPlainDate(json.slice(0, 10)) : undefined;
  if (day === undefined) {
    throw new InputError(`${where}, as_of: expected a date such as 2026-04-01, found ${kindOf(json)}.`);
  }
  return day;
}

/** A field that is there and empty is missing; one that a trimmed record does not carry says nothing. */
function statedEmpty(invoice: Fields): readonly RequiredField[] {
  const fields: readonly (readonly [string, RequiredField])[] = [
    ['invoice-number', 'invoiceNumber'],
    ['invoice-date', 'invoiceDate'],
    ['supplier', 'supplierId'],
  ];
  const isEmpty = (value: ExactJson | undefined) =>
    value === null || (typeof value === 'string' && value.trim() === '');
  return fields.filter(([key]) => isEmpty(invoice[key])).map(([, field]) => field);
}

function isObject(json: ExactJson | undefined): json is { [key: string]: ExactJson } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function kindOf(json: ExactJson | undefined): string {
  if (json === undefined || json === null) return 'nothing';
  if (Array.isArray(json)) return 'a list';
  if (typeof json === 'object') return 'an object';
  const text = String(json);
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
