import type { ExceptionCode } from './exception-code.ts';
import type { MatchResult } from './match-result.ts';
import { askOwner } from './repairs/ask-owner.ts';
import { chargeTyping } from './repairs/charge-typing.ts';
import { contractPrice, tierPrice } from './repairs/contract-price.ts';
import { history } from './repairs/history.ts';
import { orderNumber } from './repairs/other-order.ts';
import { priceChange } from './repairs/price-change.ts';
import { reExtract } from './repairs/re-extract.ts';
import { recentReceipt } from './repairs/recent-receipt.ts';
import type { Climb, RepairStep, Rung } from './repairs/repair-step.ts';
import { taxInside } from './repairs/tax-inside.ts';
import { unitOrBasis } from './repairs/unit-or-basis.ts';
import { compareInvoice, type MatchInput } from './three-way-match.ts';

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
  PRICE_OVER: [
    're_extract',
    'unit_or_basis',
    'tax_inside',
    'tier_price',
    'contract_price',
    'price_change',
    'history',
  ],
  PRICE_UNDER: ['re_extract', 'unit_or_basis', 'tier_price', 'contract_price', 'price_change', 'history'],
  QTY_OVER_ORDERED: ['re_extract', 'unit_or_basis', 'order_number', 'history'],
  QTY_OVER_RECEIVED: ['re_extract', 'unit_or_basis', 'recent_receipt', 'history'],
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

/** @returns undefined where the way has nothing to say about the cause. */
function climb(rung: Rung, at: Climb): RepairStep | undefined {
  switch (rung) {
    case 're_extract':
      return reExtract(at);
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
      return priceChange(at);
    case 'recent_receipt':
      return recentReceipt(at);
    case 'history':
      return history(at);
    case 'ask_owner':
      return undefined;
  }
}
