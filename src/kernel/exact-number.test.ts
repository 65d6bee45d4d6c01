import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Exact, ExactNumber } from './exact-number.ts';

// What decimal.js says is right; what is kept as whole numbers must say the same, digit for digit.

const digits = (max: number) =>
  fc
    .tuple(
      fc.boolean(),
      fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`)),
      fc.stringMatching(/^[0-9]{0,12}$/),
    )
    .map(([isNegative, whole, part]) => `${isNegative ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`);
/** Mostly amounts as they are, now and then at and beyond what a double holds. */
const text = fc.oneof(
  { weight: 6, arbitrary: digits(6) },
  { weight: 2, arbitrary: digits(15) },
  { weight: 1, arbitrary: digits(28) },
  fc.constantFrom(
    '0',
    '-0',
    '0.00',
    '9007199254740991',
    '9007199254740992',
    '-9007199254740993',
    '0.000000000001',
  ),
);
const plain = (value: { toFixed(): string }) => value.toFixed().replace(/^-0$/, '0');

describe('an exact number', () => {
  it.each(['plus', 'minus', 'times', 'div', 'mod'] as const)('%s as decimal.js does', (operation) => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        if ((operation === 'div' || operation === 'mod') && new Exact(b).isZero()) return;
        const ours = ExactNumber.read(a)[operation](ExactNumber.read(b));
        expect(plain(ours)).toBe(plain(new Exact(a)[operation](new Exact(b))));
        // The same value is the same object to look at, whichever way it came about.
        expect(ours).toEqual(ExactNumber.of(new Exact(plain(ours))));
      }),
      { numRuns: 2_000 },
    );
  });

  it('divides to so many decimals as decimal.js does in two steps', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 12 }), (a, b, places) => {
        if (new Exact(b).isZero()) return;
        const ours = ExactNumber.read(a).divTo(b, places);
        expect(plain(ours)).toBe(plain(new Exact(a).div(new Exact(b)).toDecimalPlaces(places)));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['1', '8', 2, '0.12'],
    ['3', '8', 2, '0.38'],
    ['-1', '8', 2, '-0.12'],
    ['3', '-8', 2, '-0.38'],
    ['2', '3', 0, '1'],
    ['0.5', '1', 0, '0'],
    ['1.5', '1', 0, '2'],
  ])('%s by %s to %i decimals is %s', (a, b, places, quotient) => {
    expect(ExactNumber.read(a).divTo(b, places).toFixed()).toBe(quotient);
  });

  it('compares as decimal.js does', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [ours, theirs] = [ExactNumber.read(a), ExactNumber.read(b)];
        const expected = new Exact(a).cmp(new Exact(b));
        expect(Math.sign(ours.cmp(theirs))).toBe(expected);
        expect([ours.lt(b), ours.lte(b), ours.gt(b), ours.gte(b), ours.eq(b)]).toEqual([
          expected < 0,
          expected <= 0,
          expected > 0,
          expected >= 0,
          expected === 0,
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['half-even', Exact.ROUND_HALF_EVEN],
    ['half-up', Exact.ROUND_HALF_UP],
    ['down', Exact.ROUND_DOWN],
    ['up', Exact.ROUND_UP],
  ] as const)('rounds %s as decimal.js does', (mode, theirs) => {
    fc.assert(
      fc.property(text, fc.nat({ max: 14 }), (value, places) => {
        const expected = plain(new Exact(value).toDecimalPlaces(places, theirs));
        expect(plain(ExactNumber.read(value).toDecimalPlaces(places, mode))).toBe(expected);
      }),
      { numRuns: 1_500 },
    );
  });

  it('is written as decimal.js writes it', () => {
    fc.assert(
      fc.property(text, fc.nat({ max: 14 }), (value, places) => {
        const [ours, theirs] = [ExactNumber.read(value), new Exact(value)];
        expect(plain(ours)).toBe(plain(theirs));
        expect(ours.toFixed(places).replace(/^-(0(\.0*)?)$/, '$1')).toBe(
          theirs.toFixed(places).replace(/^-(0(\.0*)?)$/, '$1'),
        );
        expect(ours.decimalPlaces()).toBe(theirs.decimalPlaces());
        expect(ours.isInteger()).toBe(theirs.isInteger());
        expect(ours.toNumber()).toBe(theirs.toNumber() + 0);
        expect(plain(ours.abs())).toBe(plain(theirs.abs()));
        expect(plain(ours.negated())).toBe(plain(theirs.negated()));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps what a double cannot, at the last whole number and one beyond', () => {
    const last = ExactNumber.read('9007199254740991');
    expect(last.plus(1).toFixed()).toBe('9007199254740992');
    expect(last.plus(2).toFixed()).toBe('9007199254740993');
    expect(last.plus(2).minus(2)).toEqual(last);
    expect(last.times('1.1').toFixed()).toBe('9907919180215090.1');
    expect(last.negated().minus(2).toFixed()).toBe('-9007199254740993');
  });

  it('adds tenths without losing any', () => {
    expect(ExactNumber.read('0.1').plus('0.2').eq('0.3')).toBe(true);
    expect(JSON.stringify({ a: ExactNumber.read('12.50') })).toBe('{"a":"12.5"}');
  });
});
