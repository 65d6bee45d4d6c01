import { describe, expect, it } from 'vitest';
import type { MatchException } from '../../api/contract.ts';
import { causesOf, placeWords } from './exception-tree.ts';

const exception = (code: string, change: Partial<MatchException> = {}): MatchException => ({
  code,
  title: code,
  line: '1',
  lines: ['1'],
  expected: '',
  actual: '',
  breachAmount: null,
  breachLimit: null,
  explanation: '',
  counterfactual: '',
  sources: [],
  consequenceOf: null,
  tried: [],
  ...change,
});

describe('causes', () => {
  it('carry what follows from them, and keep the order of the match', () => {
    const found = causesOf([
      exception('QTY_OVER_ORDERED'),
      exception('QTY_OVER_ORDERED', { line: '2' }),
      exception('QTY_OVER_RECEIVED', { consequenceOf: { code: 'QTY_OVER_ORDERED', line: '1' } }),
    ]);
    expect(found.map(({ exception: one, consequences }) => [one.line, consequences.length])).toEqual([
      ['1', 1],
      ['2', 0],
    ]);
  });

  it('lose nothing: a consequence whose cause is not there stands by itself', () => {
    const lost = exception('PO_AMOUNT_OVER', { consequenceOf: { code: 'PRICE_OVER', line: '9' } });
    expect(causesOf([lost])).toEqual([{ exception: lost, consequences: [] }]);
  });

  it('of one code and line share nothing', () => {
    const follows = exception('PO_AMOUNT_OVER', { consequenceOf: { code: 'PO_CLOSED', line: null } });
    const twice = exception('PO_CLOSED', { line: null });
    expect(causesOf([twice, { ...twice }, follows]).map(({ consequences }) => consequences.length)).toEqual([
      1, 0,
    ]);
  });
});

describe('the place of an exception', () => {
  it.each([
    [{ line: '3', lines: ['3'] }, 'line 3'],
    [{ line: null, lines: [] }, 'the whole invoice'],
    [{ line: null, lines: ['2'] }, 'line 2'],
    [{ line: null, lines: ['1', '2', '4'] }, 'lines 1, 2 and 4'],
    [{ line: null, lines: ['1', '2', '3', '4', '5', '6', '7'] }, '7 lines'],
  ])('%j is %s', (place, words) => {
    expect(placeWords(place)).toBe(words);
  });
});
