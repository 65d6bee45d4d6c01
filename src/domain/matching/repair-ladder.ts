import { decimal, divide, HUNDRED, ONE, sum, ZERO } from '#kernel/decimal.ts';
import type { ComparedLine } from './compare-lines.ts';
import { EXCEPTION_CODES, type ExceptionCode, type ExceptionOwner } from './exception-code.ts';
import { lineTypeOf } from './line-type.ts';
import type { MatchException, MatchResult } from './match-result.ts';
import { orderPriceOf } from './order-line-price.ts';
import { compareInvoice, type MatchInput, matchInvoice } from './three-way-match.ts';
import { listed, money, named, rateText } from './wording.ts';

/** Ways to cure an exception without asking anybody, the cheapest evidence first, and asking last. */
export const RUNGS = [
  're_extract',
  'order_number',
  'unit_or_basis',
  'tax_inside',
  'charge_typing',
  'tier_price',
  'contract_price',
  'price_change',
  'recent_receipt',
  'history',
  'ask_owner',
] as const;

export type Rung = (typeof RUNGS)[number];

/** What one way found. `helps`: with it the exception would be gone. */
export interface RepairStep {
  readonly rung: Rung;
  readonly found: 'helps' | 'nothing' | 'not_here';
  /** One sentence. */
  readonly says: string;
}

/** The ways that concern one cause, in order, up to the first that helps; asking is always the last. */
export interface RepairLadder {
  readonly code: ExceptionCode;
  readonly line: string | null;
  readonly steps: readonly RepairStep[];
}

/** More causes than that nobody climbs one by one. */
const CAUSES_MAX = 20;

/** Which ways may cure which exception; what is not named is for its owner alone. */
const CURES: Readonly<Partial<Record<ExceptionCode, readonly Rung[]>>> = {
  FIELD_MISSING: ['re_extract'],
  TOTAL_UNBALANCED: ['re_extract', 'tax_inside'],
  PO_MISSING: ['order_number'],
  PO_INVALID: ['order_number'],
  PO_CLOSED: ['order_number'],
  SUPPLIER_MISMATCH: ['order_number'],
  UOM_MISMATCH: ['unit_or_basis'],
  ITEM_UNMATCHED: ['order_number', 'charge_typing'],
  PRICE_OVER: ['unit_or_basis', 'tax_inside', 'tier_price', 'contract_price', 'price_change', 'history'],
  PRICE_UNDER: ['unit_or_basis', 'tier_price', 'contract_price', 'price_change', 'history'],
  QTY_OVER_ORDERED: ['unit_or_basis', 'order_number', 'history'],
  QTY_OVER_RECEIVED: ['unit_or_basis', 'recent_receipt', 'history'],
  RECEIPT_MISSING: ['recent_receipt', 'history'],
  QUALITY_REJECT: ['recent_receipt'],
  LINE_AMOUNT_OVER: ['order_number', 'history'],
  PO_AMOUNT_OVER: ['history'],
  FREIGHT_OVER: ['charge_typing', 'contract_price', 'history'],
  HANDLING_OVER: ['charge_typing', 'contract_price', 'history'],
  MISC_CHARGE_OVER: ['charge_typing', 'contract_price', 'history'],
  TERMS_MISMATCH: ['contract_price'],
};

/** Climbs the ladder for each cause. Reads only what the match was given; nothing is changed by it. */
export function repairLadders(input: MatchInput, result: MatchResult): readonly RepairLadder[] {
  const causes = result.exceptions.filter(({ consequenceOf }) => consequenceOf === null).slice(0, CAUSES_MAX);
  if (causes.length === 0) return [];
  const { lines } = compareInvoice(input);
  return causes.map((cause) => {
    const line = lines.find(({ facts }) => facts.number === cause.line);
    const steps: RepairStep[] = [];
    for (const rung of CURES[cause.code] ?? []) {
      const step = climb(rung, { input, result, cause, line });
      if (step === undefined) continue;
      steps.push(step);
      if (step.found === 'helps') break;
    }
    return { code: cause.code, line: cause.line, steps: [...steps, askOwner(cause)] };
  });
}

interface Climb {
  readonly input: MatchInput;
  readonly result: MatchResult;
  readonly cause: MatchException;
  readonly line: ComparedLine | undefined;
}

function climb(rung: Rung, at: Climb): RepairStep | undefined {
  switch (rung) {
    case 're_extract':
      return notHere(rung, 'The document itself is not at hand; these are the figures in Coupa.');
    case 'order_number':
      return orderNumber(at);
    case 'unit_or_basis':
      return unitOrBasis(at);
    case 'tax_inside':
      return taxInside(at);
    case 'charge_typing':
      return chargeTyping(at);
    case 'tier_price':
      return tierPrice(at);
    case 'contract_price':
      return contractPrice(at);
    case 'price_change':
      return notHere(rung, 'Mails and attachments about a change of price are not at hand.');
    case 'recent_receipt':
      return recentReceipt(at);
    case 'history':
      return notHere(rung, 'How people settled such cases before is not asked yet.');
    case 'ask_owner':
      return undefined;
  }
}

function helps(rung: Rung, says: string): RepairStep {
  return { rung, found: 'helps', says };
}

function nothing(rung: Rung, says: string): RepairStep {
  return { rung, found: 'nothing', says };
}

function notHere(rung: Rung, says: string): RepairStep {
  return { rung, found: 'not_here', says };
}

/** Another number, or another line, that would fit. */
function orderNumber({ result, cause, input, line }: Climb): RepairStep {
  const found = [
    ...new Set(
      result.lines.flatMap(({ foundBy, poNumber }) => (foundBy === undefined ? [] : (poNumber ?? []))),
    ),
  ];
  if (cause.code === 'PO_MISSING' && found.length > 0) {
    return helps(
      'order_number',
      found.length === 1
        ? `Order ${listed(found.map(named))} fits all lines; naming it on the invoice is enough.`
        : `Orders ${listed(found.map(named))} fit its lines together; naming them on the lines is enough.`,
    );
  }
  const form = result.learnable.find(({ kind }) => kind === 'order_number_form');
  if (form !== undefined) return helps('order_number', form.proof);
  const free = line === undefined ? undefined : otherLine(line, input);
  if (free !== undefined) return helps('order_number', free);
  return nothing('order_number', 'No other order, and no other line of it, fits what is billed.');
}

/** A line of the same article on another open order of the supplier that has room for what is too much here. */
function otherLine({ facts, assignment }: ComparedLine, input: MatchInput): string | undefined {
  if (assignment.kind !== 'found') return undefined;
  for (const order of input.orders) {
    for (const orderLine of order.lines) {
      if (orderLine.id === assignment.orderLine.id || order.supplierId !== input.invoice.supplierId) continue;
      const isSame =
        orderLine.partNumber !== undefined
          ? orderLine.partNumber === assignment.orderLine.partNumber
          : orderLine.description === assignment.orderLine.description;
      if (!isSame || orderLine.quantity === undefined || facts.quantity === undefined) continue;
      const billed = sum(
        input.billedBefore
          .filter(({ orderLineId }) => orderLineId === orderLine.id)
          .map(({ quantity }) => ZERO.plus(quantity ?? '0')),
      );
      if (decimal(orderLine.quantity).minus(billed).gte(facts.quantity)) {
        return `Line ${named(orderLine.lineNumber)} of order ${named(order.poNumber)} is for the same article and has room for it.`;
      }
    }
  }
  return undefined;
}

/** A pack size or price basis under which value stays the same, tried out on the whole invoice. */
function unitOrBasis({ input, result, cause, line }: Climb): RepairStep {
  const rung = 'unit_or_basis';
  const fact = result.learnable.find(({ kind }) => kind === 'conversion');
  if (cause.code === 'UOM_MISMATCH' && fact?.kind === 'conversion') {
    const { from, to, factor } = fact;
    const conversions = [...(input.conversions ?? []), { from, to, factor }];
    const isCured = !matchInvoice({ ...input, conversions }).exceptions.some(
      (other) => other.code === 'UOM_MISMATCH' && other.line === cause.line,
    );
    if (isCured) return helps(rung, `1 ${named(from)} = ${factor} ${named(to)}: ${fact.proof}`);
  }
  const basis = line === undefined ? undefined : basisOf(line);
  if (basis !== undefined) {
    return nothing(
      rung,
      `The price is exactly ${basis} the order's: it is probably for ${basis.replace(' times', '')} pieces, but the invoice asks for the whole.`,
    );
  }
  return nothing(rung, 'No pack size and no price for 10, 100 or 1,000 makes both sides come to the same.');
}

function basisOf({ facts, assignment }: ComparedLine): string | undefined {
  const orderPrice = assignment.kind === 'found' ? orderPriceOf(assignment.orderLine) : undefined;
  if (facts.price === undefined || orderPrice === undefined) return undefined;
  const ratio = divide(facts.price, orderPrice);
  const basis = ['10', '100', '1000'].find((each) => ratio?.eq(each) === true);
  return basis === undefined ? undefined : `${basis} times`;
}

/** The price without the tax that the invoice states is the order's. */
function taxInside({ input, line, cause }: Climb): RepairStep {
  const rung = 'tax_inside';
  const rates = [...(line?.facts.line.taxes ?? []), ...(input.invoice.taxes ?? [])].flatMap(
    ({ rate }) => rate ?? [],
  );
  const orderPrice = line?.assignment.kind === 'found' ? orderPriceOf(line.assignment.orderLine) : undefined;
  const price = line?.facts.price;
  const rate = rates.find(
    (text) =>
      price !== undefined &&
      orderPrice !== undefined &&
      price.eq(orderPrice.times(ONE.plus(decimal(text).div(HUNDRED)))),
  );
  if (rate === undefined || cause.code === 'TOTAL_UNBALANCED')
    return nothing(rung, 'No price is one with the stated tax inside.');
  return nothing(
    rung,
    `Without ${rateText(decimal(rate).div(HUNDRED))} tax the price is the order's, but the invoice asks for the tax once more.`,
  );
}

/** Lines and charges that another word would explain. */
function chargeTyping({ cause, line }: Climb): RepairStep {
  const rung = 'charge_typing';
  const type = line === undefined ? undefined : lineTypeOf(line.facts.line.description);
  if (cause.code === 'ITEM_UNMATCHED' && type === undefined) {
    return nothing(
      rung,
      'The line is called neither freight, handling, discount, deposit, retention nor rounding.',
    );
  }
  return nothing(rung, 'It is a charge, and no line of the order foresees it or as much of it.');
}

/** What earlier invoices on the order line were allowed to cost. */
function tierPrice({ input, line }: Climb): RepairStep {
  const rung = 'tier_price';
  const price = line?.facts.price;
  const orderLineId = line?.assignment.kind === 'found' ? line.assignment.orderLine.id : undefined;
  const earlier = input.billedBefore.filter(
    (billing) => billing.orderLineId === orderLineId && billing.price !== null,
  );
  const same = earlier.find((billing) => price !== undefined && ZERO.plus(billing.price ?? '0').eq(price));
  if (same !== undefined) {
    return nothing(
      rung,
      `Invoice ${named(same.invoiceNumber)} billed the same price on this order line; that it was let pass does not make it agreed.`,
    );
  }
  return nothing(
    rung,
    earlier.length === 0
      ? 'Nothing was billed on this order line before, and no tiers are known.'
      : `Earlier invoices billed ${listed([...new Set(earlier.map(({ price: text }) => money(ZERO.plus(text ?? '0'), input.invoice.currency)))])} on this order line.`,
  );
}

function contractPrice({ line }: Climb): RepairStep {
  const rung = 'contract_price';
  const assignment = line?.assignment;
  const contract =
    assignment?.kind === 'found' ? (assignment.orderLine.contract ?? assignment.order.contract) : undefined;
  return contract === undefined
    ? nothing(rung, 'No contract stands behind the order.')
    : notHere(
        rung,
        `Contract ${named(contract.number ?? contract.name ?? contract.id)} stands behind it; its terms are not at hand.`,
      );
}

/** A delivery that was booked elsewhere. */
function recentReceipt({ input, line }: Climb): RepairStep {
  const rung = 'recent_receipt';
  if (line?.assignment.kind !== 'found')
    return nothing(rung, 'No other receipt of this order would carry it.');
  const { order, orderLine } = line.assignment;
  const early = line.standing?.early[0];
  if (early !== undefined) {
    return nothing(
      rung,
      `Receipt ${named(early.id)} is dated ${early.receivedDate ?? ''}, before the order; with its right date it would count.`,
    );
  }
  const voided = input.receipts.find((receipt) => receipt.isVoided && receipt.orderLineId === orderLine.id);
  if (voided !== undefined)
    return nothing(rung, `Receipt ${named(voided.id)} was voided; nothing has replaced it.`);
  const siblings = new Set(order.lines.filter(({ id }) => id !== orderLine.id).map(({ id }) => id));
  const elsewhere = input.receipts.find(
    ({ isVoided, orderLineId, quantity }) =>
      !isVoided &&
      siblings.has(orderLineId ?? '') &&
      quantity !== undefined &&
      line.facts.quantity?.eq(decimal(quantity)) === true &&
      !input.billedBefore.some((billing) => billing.orderLineId === orderLineId),
  );
  if (elsewhere !== undefined) {
    return nothing(
      rung,
      `Receipt ${named(elsewhere.id)} of the same quantity stands on another line of order ${named(order.poNumber)} that nobody has billed: was it booked on the wrong line?`,
    );
  }
  return nothing(rung, 'No other receipt of this order would carry it.');
}

const OWNERS: Readonly<Record<ExceptionOwner, string>> = {
  accounts_payable: 'accounts payable',
  buyer: 'the buyer',
  receiver: 'the receiver',
  requester: 'the requester',
  supplier_management: 'supplier management',
  compliance: 'compliance',
  tax: 'the tax department',
  treasury: 'treasury',
  budget_owner: 'the budget owner',
  quality: 'quality assurance',
  master_data: 'whoever keeps the master data',
  security: 'security',
  audit: 'internal audit',
};

function askOwner({ code, counterfactual }: MatchException): RepairStep {
  return {
    rung: 'ask_owner',
    found: 'nothing',
    says: `Ask ${OWNERS[EXCEPTION_CODES[code].owner]}. ${counterfactual}`,
  };
}
