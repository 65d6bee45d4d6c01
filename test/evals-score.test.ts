import { describe, expect, it } from 'vitest';
import type { MatchException } from '#domain/matching/match-result.ts';
import type { DecidedCompany, DecidedInvoice } from '../evals/decided-company.ts';
import { fallsBelow, isFloorOf, reached } from '../evals/floor.ts';
import { type Score, startScore } from '../evals/score.ts';
import { tellScore } from '../evals/tell-score.ts';

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
const meant = (line: number, ids: readonly string[], ambiguous = false) => ({
  invoice_id: '1',
  invoice_number: 'RE-1',
  line,
  order_line_ids: ids,
  ambiguous,
});

interface Case {
  readonly faults?: DecidedCompany['truth']['faults'];
  readonly assignments?: DecidedCompany['truth']['assignments'];
  readonly controls?: DecidedCompany['truth']['controls'];
  readonly causes?: readonly MatchException[];
  readonly assigned?: readonly (readonly [string, string | null])[];
  readonly outcome?: DecidedInvoice['outcome'];
}

const company = ({ faults = [], assignments = [], controls = [], ...decided }: Case): DecidedCompany => {
  const { causes = [], assigned = [] } = decided;
  const invoice: DecidedInvoice = {
    id: '1',
    invoiceNumber: 'RE-1',
    status: 'draft',
    currency: 'EUR',
    outcome: decided.outcome ?? (causes.length > 0 ? 'exception' : 'matched'),
    primary: causes[0]?.code ?? null,
    causes,
    assigned: new Map(assigned),
  };
  return { seed: 1, truth: { faults, assignments, controls }, invoices: [invoice] };
};
const scoreOf = (...cases: readonly Case[]): Score => {
  const score = startScore();
  for (const one of cases) score.add(company(one));
  return score.result();
};

describe('the score of a match', () => {
  it('counts a fault of a line on that line only', () => {
    const right = scoreOf({ faults: [planted('PRICE_OVER', 2)], causes: [found('PRICE_OVER', '2')] });
    expect(right.all).toMatchObject({ planted: 1, found: 1, right: 1, precision: 1, recall: 1 });
    const wrong = scoreOf({ faults: [planted('PRICE_OVER', 2)], causes: [found('PRICE_OVER', '3')] });
    expect(wrong.all).toMatchObject({ right: 0, precision: 0, recall: 0 });
    expect(wrong.misses.map((miss) => miss.kind)).toEqual(['not found', 'not planted']);
  });

  it('counts a fault of the invoice once, whichever lines it was noticed on', () => {
    const causes = [found('PO_CLOSED', '1'), found('PO_CLOSED', '2')];
    const score = scoreOf({ faults: [planted('PO_CLOSED', null)], causes });
    expect(score.all).toMatchObject({ planted: 1, found: 1, right: 1 });
    expect(score.misses).toEqual([]);
  });

  it('tells which primary code was found for what was planted, and how often it was the right one', () => {
    const score = scoreOf(
      { faults: [planted('PRICE_OVER', 2)], causes: [found('PRICE_OVER', '2'), found('TAX_OVER', '1')] },
      { faults: [planted('PRICE_OVER', 2)], causes: [found('PRICE_UNDER', '2')] },
      { causes: [found('QTY_OVER_ORDERED', '1')] },
      {},
    );
    expect(score.confusion).toEqual(
      new Map([
        [
          'PRICE_OVER',
          new Map([
            ['PRICE_OVER', 1],
            ['PRICE_UNDER', 1],
          ]),
        ],
        ['nothing', new Map([['QTY_OVER_ORDERED', 1]])],
      ]),
    );
    expect(score).toMatchObject({ faulty: 2, primaryRight: 1, primaryShare: 0.5 });
  });

  it('lists every invoice with a fault that was let pass, within tolerance or left alone too', () => {
    const faults = [planted('PRICE_OVER', 2)];
    const score = scoreOf(
      { faults },
      { faults, outcome: 'within_tolerance' },
      { faults, outcome: 'left_alone' },
      { faults, causes: [found('TAX_OVER', '1')] },
    );
    expect(score.letPass.map(({ outcome }) => outcome)).toEqual([
      'matched',
      'within_tolerance',
      'left_alone',
    ]);
  });

  it('counts by kind what was stopped with nothing wrong', () => {
    const controls = [{ invoice_id: '1', kind: 'at_tolerance' }];
    const stopped = { causes: [found('PRICE_OVER', '1')] };
    const score = scoreOf({ controls }, { controls, ...stopped }, {}, stopped);
    expect(score.controls.get('at_tolerance')).toMatchObject({ invoices: 2, stopped: 1 });
    expect(score.controls.get('at_tolerance')?.codes).toEqual(new Map([['PRICE_OVER', 1]]));
    expect(score.controls.get('plain')).toMatchObject({ invoices: 2, stopped: 1, examples: ['1/1'] });
  });

  it('knows a line in its place, in none, in a wrong one, and one that nobody can place', () => {
    const score = scoreOf({
      assignments: [
        meant(1, ['11']),
        meant(2, ['12', '13']),
        meant(3, ['14']),
        meant(4, ['15']),
        meant(5, ['16', '17'], true),
        meant(6, ['16', '17'], true),
      ],
      assigned: [
        ['1', '11'],
        ['2', '13'],
        ['3', null],
        ['4', '11'],
        ['5', null],
        ['6', '16'],
      ],
    });
    expect(score.assignments.clear).toEqual({ lines: 4, right: 2, none: 1, wrong: 1 });
    expect(score.assignments.unclear).toEqual({ lines: 2, right: 1, wrong: 1 });
    expect(score.assignments).toMatchObject({ clearRight: 0.5, unclearRight: 0.5 });
    expect(score.assignments.misses.map(({ line }) => line)).toEqual([3, 4, 6]);
  });

  it('is told with its headlines', () => {
    const lines: string[] = [];
    tellScore(scoreOf({ faults: [planted('PRICE_OVER', 2)] }), 5, (line) => lines.push(line));
    expect(lines).toContain('called matched though a fault was planted: 1');
    expect(lines).toContain('PRICE_OVER on invoice 1/1, EUR, matched: planted');
  });
});

describe('the floor', () => {
  const size = { seeds: [1], invoices: 1, months: 1 };
  const good: Case = {
    faults: [planted('PRICE_OVER', 2)],
    assignments: [meant(1, ['11'])],
    causes: [found('PRICE_OVER', '2')],
    assigned: [['1', '11']],
  };

  it('holds for what was reached, and for the size it was reached on', () => {
    const floor = reached(size, scoreOf(good, {}));
    expect(fallsBelow(floor, scoreOf(good, {}))).toEqual([]);
    expect(isFloorOf(floor, size)).toBe(true);
    expect(isFloorOf(floor, { ...size, seeds: [1, 2] })).toBe(false);
  });

  it('tells what fell: a code, a line, an invoice let pass, one stopped with nothing wrong', () => {
    const floor = reached(size, scoreOf(good, {}));
    const bad = { ...good, causes: [], assigned: [] };
    expect(fallsBelow(floor, scoreOf(bad, { causes: [found('TAX_OVER', null)] }))).toEqual([
      'called matched with a fault: 1 instead of 0.',
      'primary fell from 1 to 0.',
      'clearAssigned fell from 1 to 0.',
      'all: precision fell from 1 to 0.',
      'all: recall fell from 1 to 0.',
      'PRICE_OVER: precision fell from 1 to 0.',
      'PRICE_OVER: recall fell from 1 to 0.',
      'plain: let pass fell from 1 to 0.',
    ]);
  });
});
