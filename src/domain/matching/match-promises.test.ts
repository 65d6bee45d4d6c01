import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desks } from './desk.test-data.ts';
import type { ExceptionCode } from './exception-code.ts';
import { MATCH_PROMISES, propertyOf } from './match-promises.test-data.ts';
import { matchInvoice } from './three-way-match.ts';

const MATCHED_BY_DESKS: readonly ExceptionCode[] = [
  'CREDIT_OVER',
  'CURRENCY_MISMATCH',
  'DATE_OUT_OF_TERM',
  'DUP_EXACT',
  'FIELD_MISSING',
  'FREIGHT_OVER',
  'HANDLING_OVER',
  'ITEM_UNMATCHED',
  'LINE_AMOUNT_OVER',
  'PO_AMOUNT_OVER',
  'PO_CLOSED',
  'PO_INVALID',
  'PO_MISSING',
  'PREPAY_OPEN',
  'PRICE_OVER',
  'PRICE_UNDER',
  'QTY_OVER_ORDERED',
  'QTY_OVER_RECEIVED',
  'QUALITY_REJECT',
  'RECEIPT_MISSING',
  'SUPPLIER_MISMATCH',
  'TAX_OVER',
  'TERMS_MISMATCH',
  'TOTAL_UNBALANCED',
  'UOM_MISMATCH',
];

/** A share of what `npm run fuzz match-promises` runs; the seed of a failure is printed with it. */
const runs = { numRuns: 150 };

describe('for whatever lies on the desk', () => {
  it.each(MATCH_PROMISES)('$name', (promise) => {
    fc.assert(propertyOf(promise), runs);
  });

  it('every verdict comes up, and nearly every code that a match can end with, so that the promises are tried', () => {
    const results = fc.sample(desks, { numRuns: 1_500, seed: 11 }).map((input) => matchInvoice(input));
    const codes = new Set(results.flatMap(({ exceptions }) => exceptions.map(({ code }) => code)));
    const missing = MATCHED_BY_DESKS.filter((code) => !codes.has(code));
    expect([new Set(results.map(({ outcome }) => outcome)).size, missing]).toEqual([3, []]);
  });
});
