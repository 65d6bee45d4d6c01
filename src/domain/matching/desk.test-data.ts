// long: one desk, with everything that may lie on it
import fc from 'fast-check';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import type { OtherDocument } from './duplicate-faults.ts';
import type { EarlierBilling } from './order-line-standing.ts';
import { billed, invoice, order, receipt } from './situation.test-data.ts';
import type { MatchInput } from './three-way-match.ts';
import { type Limit, STARTER_POLICY, type TolerancePolicy } from './tolerance.ts';
import type { UnitConversion } from './unit-conversion.ts';

// Everything that may lie on an accounts payable desk, close enough together that every verdict comes up often.

const one = fc.constantFrom;
/** The usual thing nine times in ten: a desk on which everything is odd is an exception whatever is done to it. */
const mostly = <T>(usual: T, ...odd: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 14, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const rarely = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
const days = one('2026-02-01', '2026-03-01', '2026-03-20', '2026-04-01', '2026-07-01');
const pieces = fc.integer({ min: 0, max: 5 }).map(String);
const prices = one('0', '0.0184', '1.75', '10.00', '10.20', '12.50', '100', '1000.00');
const units = mostly('EA', 'CS', 'KG', undefined);
const articles = one('Bearing 6204', 'Bearing 6205', 'Docking station USB-C', 'Cheese, young', '');
const partNumbers = one('B-6204', 'B-6205', undefined, undefined);
const references = mostly<string | undefined>(undefined, 'LS-1', 'LS-2');

/** What a field says; those that say nothing are left out, as a record does. */
function stated<T extends object>(fields: Fields<T>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

const contracts = rarely(
  one(
    { id: '3', number: 'C-3', startDate: '2026-01-01', endDate: '2026-12-31' },
    { id: '4', name: 'Frame', endDate: '2026-03-10' },
  ),
);

const goods = fc.record({
  description: articles,
  quantity: fc.integer({ min: 4, max: 12 }).map(String),
  price: prices,
  unitOfMeasure: units,
  partNumber: partNumbers,
  matchType: mostly<string | undefined>(undefined, '3-way', '3-way-fifo', '2-way', 'none', 'direct_matching'),
  status: mostly<string | undefined>(undefined, 'received', 'soft_closed_for_invoicing'),
  commodity: one('Bearings', undefined),
  supplierOrderNumber: one('AB-1', undefined),
  needByDate: maybe(days),
  contract: contracts,
  total: fc.constant(undefined),
});
const sums = fc.record({
  description: one('Consulting', 'Freight', 'Deposit', 'Handling'),
  total: one('30.00', '100.00', '1000.00'),
  isReceiptRequired: mostly<boolean | undefined>(false, undefined),
  periodStart: one('2026-01-01', undefined),
  periodEnd: one('2026-03-31', undefined),
});

const orderLines: fc.Arbitrary<readonly PurchaseOrderLine[]> = fc
  .tuple(fc.array(goods, { minLength: 1, maxLength: 3 }), fc.array(sums, { maxLength: 1 }), fc.boolean())
  .map(([items, services, isDoubled]) => {
    const all = [
      ...items.map((item) => ({ kind: 'quantity' as const, ...item })),
      ...(isDoubled ? items.slice(0, 1).map((item) => ({ kind: 'quantity' as const, ...item })) : []),
      ...services.map((service) => ({ kind: 'amount' as const, ...service, price: service.total })),
    ];
    return all.map((line, at) => stated<PurchaseOrderLine>({ id: '', lineNumber: `${at + 1}`, ...line }));
  });

const currencies = one('EUR', 'EUR', 'JPY', 'BHD', 'CHF');

const orders = (currency: string): fc.Arbitrary<readonly PurchaseOrder[]> =>
  fc
    .array(
      fc.record({
        lines: orderLines,
        status: mostly('issued', 'closed', 'draft'),
        supplierId: mostly('5', '6'),
        currency: mostly<string | undefined>(currency, 'USD', undefined),
        orderDate: mostly<string | undefined>('2026-02-15', '2026-03-25', undefined),
        paymentTermCode: one('N30', undefined),
        shippingTermCode: one('EXW', 'DDP', undefined),
        contract: contracts,
        isRevised: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((drafts) =>
      drafts.flatMap(({ lines, isRevised, ...draft }, at) => {
        const { supplierName: _name, ...base } = order();
        const numbered = lines.map((line, index) => ({ ...line, id: `${at + 7}${index + 1}` }));
        const now = stated<PurchaseOrder>({
          ...base,
          ...draft,
          id: `${at + 7}`,
          poNumber: `471100${at + 3}`,
          version: '2',
          lines: numbered,
        });
        const before = { ...now, version: '1', lines: numbered.map((line) => ({ ...line, price: '1.00' })) };
        return isRevised ? [before, now] : [now];
      }),
    );

/** How a line says what it bills, from its very id to nothing at all. */
type Naming =
  | 'line'
  | 'number'
  | 'order'
  | 'typed otherwise'
  | 'one off'
  | 'theirs'
  | 'delivery'
  | 'nothing'
  | 'unknown';
const namings = fc.oneof(
  one<Naming>('line', 'line', 'number', 'order'),
  mostly<Naming>('line', 'typed otherwise', 'one off', 'theirs', 'delivery', 'nothing', 'unknown'),
);

function naming(
  how: Naming,
  { id: orderId, poNumber }: PurchaseOrder,
  line: PurchaseOrderLine,
): Partial<InvoiceLine> {
  switch (how) {
    case 'line':
      return { orderLineId: line.id };
    case 'number':
      return { poNumber, orderLineNumber: line.lineNumber };
    case 'order':
      return { orderId };
    case 'typed otherwise':
      return { poNumber: `PO 000${poNumber}` };
    case 'one off':
      return { poNumber: `481${poNumber.slice(3)}` };
    case 'theirs':
      return { poNumber: 'ab 1' };
    case 'delivery':
      return { deliveryNoteNumber: 'ls 1' };
    case 'unknown':
      return { poNumber: 'X-99' };
    default:
      return {};
  }
}

const billings = fc.record({
  at: fc.nat(20),
  lineAt: fc.nat(20),
  how: namings,
  quantity: pieces,
  isCredit: rarely(fc.constant(true)),
  priceBy: mostly('1', '1.02', '1.0201', '0.9', '0.89', '10', '1000', '1.19', '2'),
  words: mostly('same', 'Brg 6204', 'USB-C dock', ''),
  parts: mostly<'same' | 'none' | 'other'>('same', 'none', 'other'),
  unit: mostly('same', 'CS', 'BX'),
  isSum: rarely(fc.constant(true)),
  matchReference: references,
  supplyDate: rarely(days),
});
const typed = fc.record({
  description: one(
    'Freight charges',
    'Handling',
    'Deposit 30 %',
    'Less deposit invoice D-1',
    'Retention 10 %',
    '2 % Skonto',
    'Rounding',
    'Sales tax',
    'Other charges',
  ),
  total: one('-100.00', '-2.00', '0.05', '0.06', '30.00', '50.00', '50.01', '100.00'),
  how: one<Naming>('order', 'nothing', 'line'),
  at: fc.nat(20),
});

type Billing = typeof billings extends fc.Arbitrary<infer T> ? T : never;

function lineOf(draft: Billing, number: number, all: readonly PurchaseOrder[]): InvoiceLine {
  const owner = all[draft.at % all.length] as PurchaseOrder;
  const ordered = owner.lines[draft.lineAt % owner.lines.length] as PurchaseOrderLine;
  const price = times(ordered.price ?? '10', draft.priceBy);
  const isSum = draft.isSum === true || ordered.kind === 'amount';
  return stated<InvoiceLine>({
    id: `${number}`,
    lineNumber: `${number}`,
    kind: isSum ? 'amount' : 'quantity',
    description: draft.words === 'same' ? ordered.description : draft.words,
    quantity: isSum
      ? undefined
      : `${draft.isCredit === true && draft.quantity !== '0' ? '-' : ''}${draft.quantity}`,
    price,
    total: isSum ? price : undefined,
    unitOfMeasure: draft.unit === 'same' ? ordered.unitOfMeasure : draft.unit,
    partNumber: { same: ordered.partNumber, none: undefined, other: 'Z-1' }[draft.parts],
    matchReference: draft.matchReference,
    supplyDate: draft.supplyDate,
    ...naming(draft.how, owner, ordered),
  } as Fields<InvoiceLine>);
}

/** Plain decimals of few digits, exactly. */
function times(a: string, b: string): string {
  const places = (text: string) => text.split('.')[1]?.length ?? 0;
  const digits = places(a) + places(b);
  const product = `${BigInt(a.replace('.', '')) * BigInt(b.replace('.', ''))}`.padStart(digits + 1, '0');
  return digits === 0 ? product : `${product.slice(0, -digits)}.${product.slice(-digits)}`;
}

const limits: fc.Arbitrary<Limit> = fc.oneof(
  one<Limit>({ mode: 'rate', rate: '0' }, { mode: 'rate', rate: '0.02' }, { mode: 'amount', amount: '5' }),
  one<Limit>({ mode: 'cap', rate: '0.1', amount: '1' }, { mode: 'any', rate: '0.05', amount: '50' }),
  one<Limit>({ mode: 'all', rate: '0.1', amount: '20' }, { mode: 'unlimited' }),
);
const scoped = fc.record({
  condition: one<object>(
    { supplierIds: ['5'] },
    { supplierIds: ['6'] },
    { units: ['EA'] },
    { commodities: ['bearings'] },
    { orderLineIds: ['71'] },
    { contracts: ['c-3'] },
    { supplierIds: ['5'], units: ['ea'] },
  ),
  from: maybe(days),
  until: maybe(days),
  priceOver: limits,
  quantityOverReceived: limits,
});
const policies: fc.Arbitrary<TolerancePolicy> = fc
  .record({
    own: fc.boolean(),
    priceOver: limits,
    quantityOverOrdered: limits,
    lineAmountOver: limits,
    freightOver: limits,
    documentCap: one('0', '1', '250'),
    rules: fc.array(scoped, { maxLength: 3 }),
    currency: one('EUR', 'USD', undefined),
  })
  .map(({ own, rules, documentCap, currency, ...named }) => ({
    ...STARTER_POLICY,
    ...(own ? { documentCap, limits: { ...STARTER_POLICY.limits, ...named } } : {}),
    ...(currency === undefined ? {} : { currency, rates: { EUR: '0.9', JPY: '150' } }),
    scoped: [
      ...STARTER_POLICY.scoped.map((rule) => ({ name: 'Weighed', ...rule })),
      ...rules.map(({ condition, from, until, ...named }, index) => ({
        name: `Rule ${index + 1}`,
        ...condition,
        ...stated<{ from: string; until: string }>({ from, until }),
        limits: named,
      })),
    ],
  }));

const receiptDrafts = fc.record({
  at: fc.nat(20),
  lineAt: fc.nat(20),
  quantity: fc.integer({ min: -3, max: 12 }).map(String),
  receivedDate: maybe(days),
  reference: references,
  isVoided: mostly(false, true),
  unitOfMeasure: mostly<string | undefined>(undefined, 'EA', 'CS'),
  inspectionCode: mostly<string | undefined>(undefined, 'ACCEPT', 'REJECT'),
  isSum: rarely(fc.constant(true)),
});
const others: fc.Arbitrary<OtherDocument> = fc.record({
  invoiceId: one('201', '202', '203'),
  invoiceNumber: one('R-1', 'R1', 'R-10001', 'X-7'),
  documentType: one('invoice', 'invoice', 'credit_note'),
  grossTotal: one('100.00', null),
  netTotal: one('100.00', null),
  currency: one('EUR', 'JPY', null),
  invoiceDate: one('2026-03-01', null),
  status: fc.constant('approved'),
  createdAt: one('2026-03-01T08:00:00.000Z', null),
  originalInvoiceNumber: one('R-1', null),
});
const knownConversions: readonly UnitConversion[] = [
  { from: 'CS', to: 'BX', factor: '2' },
  { from: 'BX', to: 'EA', factor: '3' },
  { from: 'CS', to: 'EA', factor: '6' },
  { from: 'EA', to: 'CS', factor: '0.5' },
  { from: 'KG', to: 'EA', factor: '3' },
];

/** A whole desk: one invoice and all it may be compared with. */
export const desks: fc.Arbitrary<MatchInput> = currencies.chain((currency) =>
  orders(currency).chain((all) =>
    fc
      .record({
        lines: fc.array(billings, { minLength: 1, maxLength: 4 }),
        charges: mostly([], ...fc.sample(fc.array(typed, { maxLength: 2 }), { numRuns: 60, seed: 5 })),
        receipts: fc.array(receiptDrafts, { maxLength: 3 }),
        before: fc.array(
          fc.record({ at: fc.nat(20), lineAt: fc.nat(20), quantity: pieces, isSum: fc.boolean() }),
          { maxLength: 3 },
        ),
        head: fc.record({
          documentType: mostly<Invoice['documentType']>('invoice', 'credit_note'),
          originalInvoiceNumber: rarely(one('R-0')),
          currency: mostly<string | undefined>(currency, undefined),
          shippingAmount: rarely(one('50.00', '50.01')),
          handlingAmount: rarely(one('0.01')),
          paymentTermCode: mostly<string | undefined>(undefined, 'N30', 'N60'),
          deliveryNumber: rarely(one('LS-2')),
          grossTotal: rarely(one('100.00', '119.00', '0')),
          taxTotal: rarely(one('19.00')),
          taxes: rarely(one([{ rate: '19', amount: '19.00' }], [{ rate: '19' }])),
        }),
        policy: policies,
        conversions: fc.subarray([...knownConversions]),
        sameNumber: rarely(fc.uniqueArray(others, { maxLength: 3, selector: ({ invoiceId }) => invoiceId })),
        hasOriginal: fc.boolean(),
        hasMemory: mostly(false, true),
        hasAllCome: mostly(true, false),
        asOf: rarely(days),
      })
      .map((draft) => inputOf(draft as Draft, all)),
  ),
);

interface Draft {
  readonly lines: readonly Billing[];
  readonly charges: readonly { description: string; total: string; how: Naming; at: number }[];
  readonly receipts: readonly (Partial<Receipt> & {
    at: number;
    lineAt: number;
    quantity: string;
    isSum?: boolean;
  })[];
  readonly before: readonly { at: number; lineAt: number; quantity: string; isSum: boolean }[];
  readonly head: Partial<Invoice>;
  readonly policy: TolerancePolicy;
  readonly conversions: readonly UnitConversion[];
  readonly sameNumber: readonly OtherDocument[] | undefined;
  readonly hasOriginal: boolean;
  readonly hasMemory: boolean;
  /** Everything that was ordered was delivered, whatever else is on record. */
  readonly hasAllCome: boolean;
  readonly asOf: string | undefined;
}

function inputOf(draft: Draft, all: readonly PurchaseOrder[]): MatchInput {
  const current = all.filter(({ version }) => version === '2');
  const lineIdAt = ({ at, lineAt }: { at: number; lineAt: number }) => {
    const { lines } = current[at % current.length] as PurchaseOrder;
    return lines[lineAt % lines.length]?.id ?? '';
  };
  const charges = draft.charges.map(({ description, total, how, at }, index): InvoiceLine => {
    const owner = current[at % current.length] as PurchaseOrder;
    const id = `${draft.lines.length + index + 1}`;
    const named = naming(how, owner, owner.lines[0] as PurchaseOrderLine);
    return { id, lineNumber: id, kind: 'amount', description, price: total, total, ...named };
  });
  const lines = [...draft.lines.map((line, index) => lineOf(line, index + 1, current)), ...charges];
  const { supplierName: _name, currency: _own, ...bare } = invoice();
  const own = { ...bare, lines };
  const original = { ...own, id: '301', invoiceNumber: 'R-0', documentType: 'invoice' as const };
  return {
    invoice: stated<Invoice>({ ...own, ...draft.head } as Fields<Invoice>),
    orders: all,
    receipts: [
      ...deliveries(draft, current),
      ...draft.receipts.map((each, index) => receiptOf(each, index, lineIdAt(each))),
    ],
    billedBefore: draft.before.map(({ quantity, isSum, ...place }, index): EarlierBilling => {
      const change = { orderLineId: lineIdAt(place), invoiceId: `8${index}`, amount: `${quantity}0.00` };
      return billed(
        quantity,
        isSum
          ? { ...change, description: 'Deposit' }
          : { orderLineId: change.orderLineId, invoiceId: change.invoiceId },
      );
    }),
    policy: draft.policy,
    conversions: draft.conversions,
    sameNumber: draft.sameNumber ?? [],
    originals: draft.hasOriginal ? [original] : [],
    earlierMoney: draft.hasMemory
      ? [{ invoiceId: '401', orderIds: ['7'], type: 'deposit', amount: '100.00' }]
      : [],
    ...(draft.hasMemory ? { memory: MEMORY } : {}),
    ...(draft.asOf === undefined ? {} : { asOf: draft.asOf }),
  };
}

function deliveries({ hasAllCome }: Draft, all: readonly PurchaseOrder[]): readonly Receipt[] {
  const { quantity: _whole, ...blank } = receipt();
  if (!hasAllCome) return [];
  return all
    .flatMap(({ lines }) => lines)
    .map(({ id, kind, quantity, total }) => {
      const moved = kind === 'amount' ? { amount: total } : { quantity };
      return stated<Receipt>({ ...blank, ...moved, orderLineId: id, id: `10${id}` } as Fields<Receipt>);
    });
}

function receiptOf(draft: Draft['receipts'][number], index: number, orderLineId: string): Receipt {
  const { at: _at, lineAt: _lineAt, isSum, quantity, ...change } = draft;
  const { quantity: _whole, ...blank } = receipt();
  const moved = isSum === true ? { amount: `${quantity}0.00` } : { quantity };
  return stated<Receipt>({ ...blank, ...change, ...moved, orderLineId, id: `9${index}` } as Fields<Receipt>);
}

/** A record whose fields may say nothing. */
type Fields<T> = { readonly [K in keyof T]: T[K] | undefined };

const MEMORY: NonNullable<MatchInput['memory']> = {
  conversions: [{ supplierId: '5', from: 'BX', to: 'EA', factor: '3' }],
  crossReferences: [
    { supplierId: '5', theirs: 'Z-1', ours: 'B-6204', confirmed: 2, rejected: 0, lastOn: '2026-03-01' },
    { supplierId: '5', theirs: 'Z-1', ours: 'B-6205', confirmed: 0, rejected: 1, lastOn: '2026-03-02' },
  ],
  orderNumberForms: [{ supplierId: '5', before: 'X-', after: '' }],
};
