import { type Decimal, decimal, decimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { Assignment, Found } from './assignment.ts';
import type { ComparedLine } from './compare-lines.ts';
import type { ExceptionCode } from './exception-code.ts';
import type { LineMatch, Measures } from './match-result.ts';
import { orderedAmount } from './order-line-price.ts';
import type { OrderLineStanding } from './order-line-standing.ts';
import { together } from './order-line-tally.ts';
import { moneyText } from './wording.ts';

/** What is kept and shown of a compared line. */
export function lineMatchOf(
  compared: ComparedLine,
  codes: readonly ExceptionCode[],
  currency: CurrencyCode | undefined,
): LineMatch {
  const { facts, assignment, standing, variances } = compared;
  const order = 'order' in assignment ? assignment.order : undefined;
  const orderLine = assignment.kind === 'found' ? assignment.orderLine : undefined;
  const orderCurrency = orderLine?.currency ?? order?.currency ?? currency;
  const match: LineMatch = {
    line: facts.number,
    lineId: facts.line.id,
    description: facts.line.description,
    outcome: codes.length > 0 ? 'exception' : variances.length > 0 ? 'within_tolerance' : 'matched',
    codes,
    orderId: order?.id ?? null,
    poNumber: order?.poNumber ?? facts.line.poNumber ?? null,
    orderLineId: orderLine?.id ?? null,
    orderLineNumber: orderLine?.lineNumber ?? null,
    assignmentMargin: assignment.kind === 'found' ? assignment.margin : null,
    mode: standing?.mode ?? null,
    basis: standing?.basis ?? null,
    unit: facts.line.unitOfMeasure ?? null,
    orderUnit: orderLine?.unitOfMeasure ?? null,
    invoiced: {
      quantity: facts.quantity === undefined ? null : decimalText(facts.quantity),
      price: inMoney(facts.price, currency),
      amount: inMoney(facts.amount, currency),
    },
    ordered: orderedOf(orderLine, standing, orderCurrency),
    billedBefore:
      standing === undefined
        ? null
        : decimalText(together(standing.billedBefore, compared.usedBefore.quantity)),
    received: receivedOf(standing),
    open: compared.open,
    variances,
  };
  // Nearly every line has nothing more to tell, and copying it costs as much as making it.
  if (facts.adjustments === undefined && isAsNamed(assignment)) return match;
  return {
    ...match,
    ...(facts.adjustments === undefined ? {} : { adjustments: facts.adjustments }),
    ...(assignment.kind === 'found' ? wayTo(assignment) : {}),
    ...(assignment.kind === 'typed' ? { type: assignment.type } : {}),
  };
}

/** The invoice names order and line as they are called, and nothing else is billed with them. */
function isAsNamed(assignment: Assignment): boolean {
  if (assignment.kind === 'typed') return false;
  if (assignment.kind !== 'found') return true;
  const { route, orderRoute, pool } = assignment;
  return route === 'named' && orderRoute === 'exact' && pool === undefined;
}

/** Nobody reads more of them, and a pool of thousands stands behind each of thousands of lines. */
const POOLED_MAX = 20;

/** How the place was found, unless the invoice names order and line as they are called, and what else is billed with it. */
function wayTo({ route, orderRoute, pool }: Found): Pick<LineMatch, 'foundBy' | 'pooled'> {
  return {
    ...(route === 'named' && orderRoute === 'exact' ? {} : { foundBy: { order: orderRoute, line: route } }),
    ...(pool === undefined || pool.length < 2
      ? {}
      : { pooled: pool.slice(0, POOLED_MAX).map(({ lineNumber }) => lineNumber) }),
  };
}

function orderedOf(
  orderLine: OrderLineStanding['orderLine'] | undefined,
  standing: OrderLineStanding | undefined,
  currency: CurrencyCode | undefined,
): Measures {
  if (orderLine === undefined) return { quantity: null, price: null, amount: null };
  return {
    quantity: orderLine.quantity === undefined ? null : plainDigits(orderLine.quantity),
    price: inMoney(standing?.orderPrice ?? read(orderLine.price), currency),
    amount: inMoney(standing?.orderedMoney ?? orderedAmount(orderLine), currency),
  };
}

/** `100.0` as `100`. */
function plainDigits(text: string): string {
  return text.includes('.') ? decimalText(decimal(text)) : text;
}

function read(text: string | undefined): Decimal | undefined {
  return text === undefined ? undefined : decimal(text);
}

/** Nothing where receipts play no part: zero would read as a missing delivery. */
function receivedOf(standing: OrderLineStanding | undefined): string | null {
  if (standing === undefined || standing.mode === 'none' || standing.mode === '2-way') return null;
  return decimalText(standing.received);
}

function inMoney(value: Decimal | undefined, currency: CurrencyCode | undefined): string | null {
  return value === undefined ? null : moneyText(value, currency);
}
