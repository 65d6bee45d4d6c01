import { type Decimal, decimalText, greatest, least, sum, ZERO } from '#kernel/decimal.ts';
import { DEAD_INVOICE_STATUSES, type Invoice } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import type { OrderIndex } from './assignment.ts';
import type { ComparedLine } from './compare-lines.ts';
import { type ComparisonContext, documentException } from './comparison.ts';
import { lineFactsOf } from './line-facts.ts';
import { type LineType, lineTypeOf } from './line-type.ts';
import type { MatchException } from './match-result.ts';
import { isClosedForInvoicing } from './order-faults.ts';
import { orderedAmount } from './order-line-price.ts';
import { type EarlierBilling, takenBy } from './order-line-standing.ts';
import { money, moneyText, readBack } from './wording.ts';

/** Money that was billed in advance or kept back on an order, signed as it was billed. */
export interface EarlierMoney {
  readonly invoiceId: string;
  readonly orderIds: readonly string[];
  readonly type: 'deposit' | 'retainage';
  readonly amount: string;
}

/** Lines that are accounts between the two sides, and take no goods off an order. */
export function isAccount(type: LineType | undefined): type is 'deposit' | 'retainage' {
  return type === 'deposit' || type === 'retainage';
}

/** Deposits and retention on whole earlier invoices that stand on lines of their own. */
export function earlierMoney(invoices: readonly Invoice[], index: OrderIndex): readonly EarlierMoney[] {
  return invoices
    .filter(({ status }) => !DEAD_INVOICE_STATUSES.includes(status.toLowerCase()))
    .flatMap((invoice) => {
      const orderIds = [...new Set(invoice.lines.flatMap((line) => orderIdOf(line, index) ?? []))];
      return lineFactsOf(invoice).flatMap(({ line, amount }): EarlierMoney[] => {
        const type = lineTypeOf(line.description);
        const own = orderIdOf(line, index);
        if (!isAccount(type) || amount === undefined || isBilledOnLine(line, type, index)) return [];
        return [
          {
            invoiceId: invoice.id,
            orderIds: own === undefined ? orderIds : [own],
            type,
            amount: decimalText(amount),
          },
        ];
      });
    });
}

/** What was ordered as such is among the billings of that order line already. */
function isBilledOnLine(line: Invoice['lines'][number], type: LineType, index: OrderIndex): boolean {
  const place = line.orderLineId === undefined ? undefined : index.lines.get(line.orderLineId);
  return place !== undefined && lineTypeOf(place.orderLine.description) === type;
}

function orderIdOf(line: Invoice['lines'][number], index: OrderIndex): string | undefined {
  if (line.orderLineId !== undefined) return index.lines.get(line.orderLineId)?.order.id;
  if (line.orderId !== undefined) return line.orderId;
  return line.poNumber === undefined ? undefined : index.byNumber.get(line.poNumber)?.[0]?.id;
}

/** What stands open between the two sides on the orders of this invoice. */
interface Account {
  readonly open: Decimal;
  readonly now: Decimal;
  readonly lines: readonly string[];
  readonly invoiceIds: readonly string[];
  readonly orderIds: ReadonlySet<string>;
}

interface Accounts {
  readonly lines: readonly ComparedLine[];
  readonly invoice: Invoice;
  readonly index: OrderIndex;
  readonly billedBefore: readonly EarlierBilling[];
  readonly earlier: readonly EarlierMoney[];
  readonly context: ComparisonContext;
}

/** A deposit that the goods it was for do not deduct, and retention that is released without having been kept back. */
export function compareAccounts(accounts: Accounts): readonly MatchException[] {
  const { lines, billedBefore, earlier } = accounts;
  const mayMatter =
    // equivalent: the longer way finds nothing either.
    earlier.length > 0 ||
    // equivalent: the longer way finds nothing either.
    lines.some(({ assignment }) => assignment.kind === 'typed' && isAccount(assignment.type)) ||
    billedBefore.some(({ description }) => description !== undefined && isAccount(lineTypeOf(description)));
  // equivalent: the longer way finds nothing either.
  if (!mayMatter) return [];
  return [...openDeposit(accounts), ...depositOver(accounts), ...retentionOver(accounts)];
}

function openDeposit(accounts: Accounts): readonly MatchException[] {
  const { lines, invoice, context } = accounts;
  const { open, now, invoiceIds } = accountOf('deposit', accounts);
  const goods = lines.filter(({ standing, facts }) => standing !== undefined && !facts.isCredit);
  const billed = sum(goods.flatMap(({ facts }) => facts.amount ?? []));
  const deducted = now.negated();
  const left = open.minus(deducted);
  if (invoice.documentType === 'credit_note' || goods.length === 0 || left.lte(ZERO) || now.gt(ZERO))
    return [];
  // A part of the goods may deduct a part of the deposit; the last of them has to settle it.
  if (deducted.gt(ZERO) && !(isLast(goods) && isRestBilled(goods, accounts))) return [];
  const breach = least(left, billed);
  return [
    documentException(
      {
        code: 'PREPAY_OPEN',
        expected: moneyText(open, context.currency),
        actual: moneyText(greatest(deducted, ZERO), context.currency),
        breachAmount: breach,
        explanation: `${money(open, context.currency)} were billed in advance on the order, and the invoice deducts ${deducted.isZero() ? 'nothing of it' : `only ${money(deducted, context.currency)}`}.`,
        counterfactual: `Would match if it deducted ${money(breach, context.currency)}${deducted.isZero() ? '' : ' more'}.`,
        sources: [`invoice/${invoice.id}`, ...invoiceIds.map((id) => `invoice/${id}`)],
      },
      context,
    ),
  ];
}

/** Billed in advance, nothing has to be there yet; but never more than the orders come to. */
function depositOver(accounts: Accounts): readonly MatchException[] {
  const { invoice, index, billedBefore, context } = accounts;
  const { open, now, lines, invoiceIds, orderIds } = accountOf('deposit', accounts);
  // equivalent: nothing asked for is never too much.
  if (now.lte(ZERO)) return [];
  const orders = [...orderIds].flatMap((id) => index.byId.get(id) ?? []);
  const worth = orders.flatMap((order) => order.lines.map((line) => orderedAmount(line)));
  // Without the worth of every line there is nothing to hold the deposit against.
  const total = worth.some((value) => value === undefined)
    ? ZERO
    : sum(worth.flatMap((value) => value ?? []));
  const lineIds = new Set(orders.flatMap((order) => order.lines.map(({ id }) => id)));
  const goods = billedBefore.filter(
    ({ orderLineId, description }) => lineIds.has(orderLineId) && !isAccount(lineTypeOf(description ?? '')),
  );
  const left = greatest(total.minus(open).minus(sum(goods.map(moneyOf))), ZERO);
  const over = now.minus(left);
  if (over.lte(ZERO)) return [];
  return [
    documentException(
      {
        code: 'PO_AMOUNT_OVER',
        expected: moneyText(left, context.currency),
        actual: moneyText(now, context.currency),
        breachAmount: over,
        breachLimit: ZERO,
        explanation: `${money(now, context.currency)} are billed in advance, and ${money(left, context.currency)} of the order are not billed yet.`,
        counterfactual: `Would match if the deposit were ${money(left, context.currency)} or less.`,
        sources: [`invoice/${invoice.id}`, ...invoiceIds.map((id) => `invoice/${id}`)],
        lines,
      },
      context,
    ),
  ];
}

function moneyOf({ amount, quantity, price }: EarlierBilling): Decimal {
  return amount === null ? readBack(quantity).times(readBack(price)) : readBack(amount);
}

/** With this invoice everything that was ordered on its lines is billed. */
function isLast(goods: readonly ComparedLine[]): boolean {
  return goods.every(({ standing }) => {
    if (standing?.ordered === undefined) return false;
    const own = goods.filter((line) => line.standing === standing);
    const taken = own.map(({ facts }) => takenBy(facts, standing) ?? ZERO);
    return standing.billedBefore.plus(sum(taken)).gte(standing.ordered);
  });
}

/** Nothing is still to come on the other lines of the orders that are billed. */
function isRestBilled(goods: readonly ComparedLine[], { billedBefore }: Accounts): boolean {
  const orders = new Set(goods.flatMap(({ standing }) => standing?.order ?? []));
  const here = new Set(goods.flatMap(({ standing }) => standing?.lineIds ?? []));
  return [...orders].every(({ lines }) =>
    lines.every((line) => {
      if (here.has(line.id) || isAccount(lineTypeOf(line.description)) || isClosedForInvoicing(line))
        return true;
      const billings = billedBefore.filter(
        ({ orderLineId, description }) =>
          orderLineId === line.id && !isAccount(lineTypeOf(description ?? '')),
      );
      return isBilledInFull(line, billings);
    }),
  );
}

/** By pieces where all are counted as the order counts them, else by money. */
function isBilledInFull(line: PurchaseOrderLine, billings: readonly EarlierBilling[]): boolean {
  const { kind, quantity: ordered, unitOfMeasure: unit } = line;
  const isCounted = billings.every(
    ({ quantity, unitOfMeasure = unit }) => quantity !== null && unitOfMeasure === unit,
  );
  if (kind === 'quantity' && ordered !== undefined && isCounted)
    return sum(billings.map(({ quantity }) => readBack(quantity))).gte(ordered);
  const worth = orderedAmount(line);
  return worth !== undefined && sum(billings.map(moneyOf)).gte(worth);
}

function retentionOver(accounts: Accounts): readonly MatchException[] {
  const { invoice, context } = accounts;
  const { open, now, lines, invoiceIds } = accountOf('retainage', accounts);
  const kept = open.negated();
  const over = now.minus(greatest(kept, ZERO));
  // equivalent: nothing asked for is never too much.
  if (now.lte(ZERO) || over.lte(ZERO)) return [];
  return [
    documentException(
      {
        code: 'LINE_AMOUNT_OVER',
        expected: moneyText(greatest(kept, ZERO), context.currency),
        actual: moneyText(now, context.currency),
        breachAmount: over,
        breachLimit: ZERO,
        explanation: `The invoice asks for ${money(now, context.currency)} that were kept back, and ${kept.gt(ZERO) ? `only ${money(kept, context.currency)} were` : 'nothing is known to have been'}.`,
        counterfactual: `Would match if it asked for ${money(greatest(kept, ZERO), context.currency)} of retention.`,
        sources: [`invoice/${invoice.id}`, ...invoiceIds.map((id) => `invoice/${id}`)],
        lines,
      },
      context,
    ),
  ];
}

/** Signed as billed: a deposit billed in advance is a plus, retention kept back a minus. */
function accountOf(
  type: 'deposit' | 'retainage',
  { lines, index, billedBefore, earlier }: Accounts,
): Account {
  const orderIds = new Set(
    lines.flatMap(({ assignment }) => ('order' in assignment ? (assignment.order?.id ?? []) : [])),
  );
  const loose = earlier.filter(
    (entry) => entry.type === type && entry.orderIds.some((id) => orderIds.has(id)),
  );
  const onLines = billedBefore.filter(({ orderLineId, description }) => {
    const place = index.lines.get(orderLineId);
    return (
      place !== undefined &&
      orderIds.has(place.order.id) &&
      lineTypeOf(description ?? '') === type &&
      lineTypeOf(place.orderLine.description) !== type
    );
  });
  const own = lines.filter(({ assignment }) => assignment.kind === 'typed' && assignment.type === type);
  return {
    open: sum([...loose.map(({ amount }) => readBack(amount)), ...onLines.map(moneyOf)]),
    now: sum(own.flatMap(({ facts }) => facts.amount ?? [])),
    orderIds,
    lines: own.map(({ facts }) => facts.number),
    invoiceIds: [...new Set([...loose, ...onLines].map(({ invoiceId }) => invoiceId))],
  };
}
