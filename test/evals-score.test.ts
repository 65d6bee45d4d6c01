import { describe, expect, it } from 'vitest';
import type { MatchException } from '#domain/matching/match-result.ts';
import type { DecidedCompany } from '../evals/decided-company.ts';
import { fallsBelow } from '../evals/floor.ts';
import { scoreMatch } from '../evals/score.ts';

const found = (code: MatchException['code'], line: string | null): MatchException => ({
  code,
  level: 'line',
  line,
  lines: line === null ? [] : [line],
  expected: '',
  actual: '',
  breachAmount: null,
  breachLimit: null,
  explanation: `${code} on ${line}`,
  counterfactual: '',
  sources: [],
  consequenceOf: null,
});
const planted = (code: string, line: number | null) => ({
  invoice_id: '1',
  invoice_number: 'RE-1',
  code,
  level: line === null ? ('header' as const) : ('line' as const),
  line,
  what: 'planted',
});
const company = (
  truth: DecidedCompany['truth'],
  causes: readonly MatchException[],
  controls: readonly string[] = [],
): DecidedCompany => ({
  truth,
  controls,
  invoices: [
    {
      id: '1',
      invoiceNumber: 'RE-1',
      status: 'draft',
      currency: 'EUR',
      outcome: 'exception',
      causes,
      isLeftAlone: false,
    },
  ],
});

describe('the score of a match', () => {
  it('counts a fault of a line on that line only', () => {
    const right = scoreMatch([company([planted('PRICE_OVER', 2)], [found('PRICE_OVER', '2')])]);
    expect(right.all).toMatchObject({ planted: 1, found: 1, right: 1, precision: 1, recall: 1 });
    const wrong = scoreMatch([company([planted('PRICE_OVER', 2)], [found('PRICE_OVER', '3')])]);
    expect(wrong.all).toMatchObject({ right: 0, precision: 0, recall: 0 });
    expect(wrong.misses.map((miss) => miss.kind)).toEqual(['not found', 'not planted']);
  });

  it('counts a fault of the invoice once, whichever lines it was noticed on', () => {
    const causes = [found('PO_CLOSED', '1'), found('PO_CLOSED', '2')];
    const score = scoreMatch([company([planted('PO_CLOSED', null)], causes)]);
    expect(score.all).toMatchObject({ planted: 1, found: 1, right: 1 });
    expect(score.misses).toEqual([]);
  });

  it('tells what was found instead, on the same line first', () => {
    const causes = [found('QTY_OVER_ORDERED', '1'), found('PRICE_UNDER', '2')];
    const score = scoreMatch([company([planted('PRICE_OVER', 2)], causes)]);
    expect(score.confusion.get('PRICE_OVER')).toEqual(new Map([['PRICE_UNDER', 1]]));
    expect(score.confusion.get('nothing')).toEqual(new Map([['QTY_OVER_ORDERED', 1]]));
  });

  it('tells which controls were held', () => {
    const score = scoreMatch([company([], [found('PRICE_OVER', '1')], ['1'])]);
    expect(score.controls).toBe(1);
    expect(score.controlsHeld).toEqual(['1']);
  });

  it('falls below a floor by a hair, and a code that is gone falls to nothing', () => {
    const score = scoreMatch([company([planted('PRICE_OVER', 2)], [found('PRICE_OVER', '2')])]);
    const floor = { seeds: [1], invoices: 1, months: 1 };
    const one = { precision: 1, recall: 1 };
    expect(fallsBelow({ ...floor, codes: { PRICE_OVER: one, all: one } }, score)).toEqual([]);
    expect(fallsBelow({ ...floor, codes: { PO_CLOSED: { precision: 0, recall: 0.0001 } } }, score)).toEqual([
      'PO_CLOSED: recall fell from 0.0001 to 0.',
    ]);
  });
});
