import { describe, expect, it } from 'vitest';
import { inOrderOfCause } from './causality.ts';
import type { ExceptionCode } from './exception-code.ts';
import type { MatchException } from './match-result.ts';

function finding(
  code: ExceptionCode,
  lines: readonly string[] = ['1'],
  breachAmount: string | null = '10',
): MatchException {
  return {
    code,
    level: 'line',
    line: lines.length === 1 ? (lines[0] ?? null) : null,
    lines,
    expected: '',
    actual: '',
    breachAmount,
    breachLimit: null,
    explanation: `${code} on ${lines.join(' and ')}.`,
    counterfactual: 'Would match.',
    sources: [],
    consequenceOf: null,
  };
}

/** Code and lines, and by what it is explained. */
const told = (...found: readonly MatchException[]) =>
  inOrderOfCause(found).map(({ code, lines, consequenceOf }) =>
    [
      `${code} ${lines.join('+')}`,
      consequenceOf === null ? '' : `by ${consequenceOf.code} ${consequenceOf.line}`,
    ]
      .join(' ')
      .trim(),
  );

describe('what explains what', () => {
  it.each<[name: string, found: readonly MatchException[], told: readonly string[]]>([
    [
      'too much of the order explains too little received, though that is worth more',
      [finding('QTY_OVER_RECEIVED', ['1'], '90'), finding('QTY_OVER_ORDERED', ['1'], '10')],
      ['QTY_OVER_ORDERED 1', 'QTY_OVER_RECEIVED 1 by QTY_OVER_ORDERED 1'],
    ],
    [
      'but not too little received on another line',
      [finding('QTY_OVER_ORDERED', ['1']), finding('QTY_OVER_RECEIVED', ['2'])],
      ['QTY_OVER_ORDERED 1', 'QTY_OVER_RECEIVED 2'],
    ],
    [
      'an order of another supplier explains everything on its lines, and not what another line has',
      [finding('PRICE_OVER', ['1']), finding('PRICE_OVER', ['3']), finding('SUPPLIER_MISMATCH', ['1', '2'])],
      ['SUPPLIER_MISMATCH 1+2', 'PRICE_OVER 3', 'PRICE_OVER 1 by SUPPLIER_MISMATCH null'],
    ],
    [
      'it does not explain what also concerns a line that it does not',
      [finding('PO_CLOSED', ['1', '2']), finding('SUPPLIER_MISMATCH', ['1'])],
      ['SUPPLIER_MISMATCH 1', 'PO_CLOSED 1+2'],
    ],
    [
      'two orders of other suppliers do not explain each other',
      [finding('SUPPLIER_MISMATCH', ['1']), finding('SUPPLIER_MISMATCH', ['1'])],
      ['SUPPLIER_MISMATCH 1', 'SUPPLIER_MISMATCH 1'],
    ],
    [
      'the same bill twice explains the wrong supplier, and never the other way round',
      [finding('SUPPLIER_MISMATCH'), finding('DUP_EXACT')],
      ['DUP_EXACT 1', 'SUPPLIER_MISMATCH 1 by DUP_EXACT 1'],
    ],
    [
      'a bill that may have come before is not explained by the wrong supplier either',
      [finding('SUPPLIER_MISMATCH'), finding('DUP_SUSPECT')],
      ['DUP_SUSPECT 1', 'SUPPLIER_MISMATCH 1'],
    ],
    [
      'one line too dear is enough to explain the total of the order',
      [finding('PO_AMOUNT_OVER', ['1', '2']), finding('PRICE_OVER', ['2'])],
      ['PRICE_OVER 2', 'PO_AMOUNT_OVER 1+2 by PRICE_OVER 2'],
    ],
    [
      'a price too high explains no quantity',
      [finding('QTY_OVER_ORDERED', ['1'], '9'), finding('PRICE_OVER', ['1'], '10')],
      ['PRICE_OVER 1', 'QTY_OVER_ORDERED 1'],
    ],
    [
      'what concerns no line is nobody’s consequence',
      [finding('TOTAL_UNBALANCED', []), finding('DUP_EXACT', ['1'])],
      ['DUP_EXACT 1', 'TOTAL_UNBALANCED'],
    ],
  ])('%s', (_name, found, expected) => {
    expect(told(...found)).toEqual(expected);
    expect(told(...[...found].reverse())).toEqual(expected);
  });
});

describe('what comes first', () => {
  it.each<[name: string, found: readonly MatchException[], told: readonly string[]]>([
    [
      'a question of the document before any money',
      [finding('PRICE_OVER', ['1'], '999'), finding('PO_INVALID', ['2'], '1')],
      ['PO_INVALID 2', 'PRICE_OVER 1'],
    ],
    [
      'the same bill twice before anything else that is missing or wrong',
      [finding('FIELD_MISSING', [], '999'), finding('DUP_EXACT', ['1'], '1')],
      ['DUP_EXACT 1', 'FIELD_MISSING'],
    ],
    [
      'the graver question of the document',
      [finding('CURRENCY_MISMATCH', ['1'], '999'), finding('PO_MISSING', ['2'], '1')],
      ['PO_MISSING 2', 'CURRENCY_MISMATCH 1'],
    ],
    [
      'more money before less, a cent apart',
      [finding('PRICE_OVER', ['1'], '10.00'), finding('RECEIPT_MISSING', ['2'], '10.01')],
      ['RECEIPT_MISSING 2', 'PRICE_OVER 1'],
    ],
    [
      'what money does not measure after what it does',
      [finding('PRICE_OVER', ['1'], null), finding('PRICE_OVER', ['2'], '0.01')],
      ['PRICE_OVER 2', 'PRICE_OVER 1'],
    ],
    [
      'a price too low, and terms, after all that asks for too much',
      [
        finding('TERMS_MISMATCH', [], '9'),
        finding('PRICE_UNDER', ['1'], '999'),
        finding('PRICE_OVER', ['2'], '1'),
      ],
      ['PRICE_OVER 2', 'PRICE_UNDER 1', 'TERMS_MISMATCH'],
    ],
    [
      'of as much money line 2 before line 10',
      [finding('PRICE_OVER', ['10']), finding('PRICE_OVER', ['2'])],
      ['PRICE_OVER 2', 'PRICE_OVER 10'],
    ],
    [
      'on one line, of as much money, by the code',
      [finding('RECEIPT_MISSING', ['1']), finding('PRICE_OVER', ['1'])],
      ['PRICE_OVER 1', 'RECEIPT_MISSING 1'],
    ],
  ])('%s', (_name, found, expected) => {
    expect(told(...found)).toEqual(expected);
    expect(told(...[...found].reverse())).toEqual(expected);
  });

  it('of two that differ in nothing but their words, by the words', () => {
    const [a, b] = ['A.', 'B.'].map((explanation) => ({ ...finding('PO_CLOSED'), explanation }));
    if (a === undefined || b === undefined) throw new Error('there are two');
    expect(inOrderOfCause([b, a]).map(({ explanation }) => explanation)).toEqual(['A.', 'B.']);
  });

  it('one alone is left as it is', () => {
    const alone = [finding('PRICE_OVER')];
    expect(inOrderOfCause(alone)).toBe(alone);
  });
});
