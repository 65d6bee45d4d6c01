import { type Decimal, decimal, greatest, ONE, sum, ZERO } from '#kernel/decimal.ts';
import type { Invoice } from '../records/invoice.ts';
import type { PurchaseOrder } from '../records/purchase-order.ts';
import { type Allowance, allowance } from './allowance.ts';
import { billedLines } from './assign-lines.ts';
import { documentVariance, isNothing } from './compare-document.ts';
import {
  type ComparisonContext,
  documentException,
  judgeDocument,
  NOTHING,
  type Part,
} from './comparison.ts';
import type { ExceptionCode } from './exception-code.ts';
import { lineTypeOf } from './line-type.ts';
import { orderedAmount } from './order-line-price.ts';
import type { AssignedLine } from './place-lines.ts';
import type { Limit } from './tolerance.ts';
import { limitText, money, moneyText, named, withCurrency } from './wording.ts';

type ChargeKind = 'freight' | 'handling' | 'misc_charge';

interface Charge {
  readonly kind: ChargeKind;
  readonly code: ExceptionCode;
  readonly name: string;
  readonly field: 'shippingAmount' | 'handlingAmount' | 'miscAmount';
  readonly limit: 'freightOver' | 'handlingOver' | 'miscChargeOver';
}

const CHARGES: readonly Charge[] = [
  { kind: 'freight', code: 'FREIGHT_OVER', name: 'Freight', field: 'shippingAmount', limit: 'freightOver' },
  {
    kind: 'handling',
    code: 'HANDLING_OVER',
    name: 'Handling',
    field: 'handlingAmount',
    limit: 'handlingOver',
  },
  {
    kind: 'misc_charge',
    code: 'MISC_CHARGE_OVER',
    name: 'Another charge',
    field: 'miscAmount',
    limit: 'miscChargeOver',
  },
];

/** Terms of delivery under which the seller has agreed to pay the carriage (Incoterms 2020). */
const SELLER_PAYS: readonly string[] = ['CPT', 'CIP', 'CFR', 'CIF', 'DAP', 'DPU', 'DAT', 'DDP', 'DDU'];
const NO_CHARGE: Limit = { mode: 'amount', amount: '0' };
const BUYER_PAYS: readonly string[] = ['EXW', 'FCA', 'FAS', 'FOB'];

/** Charges at the head of the invoice, and lines that are charges, as far as no line of an order foresees them. */
export function compareCharges(
  invoice: Invoice,
  lines: readonly AssignedLine[],
  context: ComparisonContext,
): Part {
  const hasLines = lines.some(({ assignment }) => assignment.kind === 'typed');
  // equivalent: the longer way finds no charge either.
  if (!hasLines && CHARGES.every(({ field }) => isNothing(invoice[field]))) return NOTHING;
  // A credit note's charges are given back, with or without a minus.
  if (invoice.documentType === 'credit_note') return NOTHING;
  const goods = sum(lines.flatMap((line) => goodsOf(line)));
  const parts = CHARGES.map((charge) => compareCharge(charge, { invoice, lines, goods, context }));
  return {
    variances: parts.flatMap(({ variances }) => variances),
    exceptions: parts.flatMap(({ exceptions }) => exceptions),
  };
}

function goodsOf({ facts, assignment }: AssignedLine): readonly Decimal[] {
  return facts.amount === undefined || facts.isCredit || assignment.kind === 'typed' ? [] : [facts.amount];
}

interface Charging {
  readonly invoice: Invoice;
  readonly lines: readonly AssignedLine[];
  readonly goods: Decimal;
  readonly context: ComparisonContext;
}

function compareCharge(charge: Charge, { invoice, lines, goods, context }: Charging): Part {
  const own = lines.filter(
    ({ assignment }) => assignment.kind === 'typed' && assignment.type === charge.kind,
  );
  const head = invoice[charge.field];
  const amount = sum([
    head === undefined ? ZERO : decimal(head),
    ...own.flatMap(({ facts }) => facts.amount ?? []),
  ]);
  const planned = plannedCharge(charge.kind, lines);
  const over = amount.minus(planned);
  if (over.lte(ZERO)) return NOTHING;
  const terms = charge.kind === 'freight' ? deliveryTerms(lines) : undefined;
  const excess = { difference: over, base: goods, worth: ONE, money: over };
  const verdict: Allowance =
    terms?.pays === 'seller'
      ? allowance(NO_CHARGE, excess, context.amounts)
      : judgeDocument(context, charge.limit, excess);
  const variance = documentVariance(
    { kind: charge.kind, expected: planned, actual: amount, verdict },
    context,
  );
  if (verdict.tolerated) return { variances: [variance], exceptions: [] };
  // equivalent: what has no limit is never refused.
  const allowed = planned.plus(verdict.limitMoney ?? ZERO);
  const most = withCurrency(limitText(allowed, context.currency), context.currency);
  const foreseen = planned.isZero()
    ? 'without an order line for it'
    : `where the order foresees ${money(planned, context.currency)}`;
  const because = terms === undefined ? '' : termsSentence(terms);
  return {
    variances: [variance],
    exceptions: [
      documentException(
        {
          code: charge.code,
          expected: limitText(allowed, context.currency),
          actual: moneyText(amount, context.currency),
          breachAmount: over,
          // equivalent: what has no limit is never refused.
          breachLimit: verdict.limitMoney ?? ZERO,
          explanation: `${charge.name} of ${money(amount, context.currency)} is billed ${foreseen}, and ${allowed.isZero() ? 'none' : `at most ${most}`} is allowed.${because}`,
          counterfactual: `Would be within tolerance with ${allowed.isZero() ? 'no such charge' : `${most} or less`}.`,
          sources: [
            `invoice/${invoice.id}`,
            ...(terms === undefined ? [] : [`purchase_order/${terms.order.id}`]),
          ],
          lines: own.map(({ facts }) => facts.number),
        },
        context,
      ),
    ],
  };
}

/** What the invoice's orders foresee for such a charge on lines of their own that no line of the invoice bills. */
function plannedCharge(kind: ChargeKind, lines: readonly AssignedLine[]): Decimal {
  const billed = billedLines(
    lines.flatMap(({ assignment }) => (assignment.kind === 'found' ? assignment : [])),
  );
  const planned = ordersOf(lines).flatMap((order) =>
    order.lines.filter((line) => lineTypeOf(line.description) === kind && !billed.has(line)),
  );
  return sum(planned.map((line) => greatest(orderedAmount(line) ?? ZERO, ZERO)));
}

function ordersOf(lines: readonly AssignedLine[]): readonly PurchaseOrder[] {
  return [
    ...new Set(lines.flatMap(({ assignment }) => ('order' in assignment ? (assignment.order ?? []) : []))),
  ];
}

interface DeliveryTerms {
  readonly order: PurchaseOrder;
  readonly code: string;
  readonly pays: 'buyer' | 'seller';
}

/** Who pays the carriage by the orders' terms of delivery, where all of them say the same. */
function deliveryTerms(lines: readonly AssignedLine[]): DeliveryTerms | undefined {
  const stated = ordersOf(lines).map((order): DeliveryTerms | undefined => {
    const words = (order.shippingTermCode ?? '').toUpperCase().split(/[^A-Z]+/);
    const code = words.find((word) => SELLER_PAYS.includes(word) || BUYER_PAYS.includes(word));
    return code === undefined
      ? undefined
      : { order, code, pays: SELLER_PAYS.includes(code) ? 'seller' : 'buyer' };
  });
  const [first] = stated;
  return stated.every((terms) => terms?.pays === first?.pays) ? first : undefined;
}

function termsSentence({ order, code, pays }: DeliveryTerms): string {
  const who = pays === 'seller' ? 'the supplier pays it' : 'we pay it, but how much was not agreed';
  return ` By order ${named(order.poNumber)} (${code}) ${who}.`;
}
