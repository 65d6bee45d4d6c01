import { describe, expect, it } from 'vitest';
import { decimal } from '#kernel/decimal.ts';
import { allowance, amountIn, amountReader, strictest } from './allowance.ts';
import { type Limit, STARTER_POLICY, type TolerancePolicy } from './tolerance.ts';

const euros = amountReader(STARTER_POLICY, 'EUR');

/** `difference` beyond `base`, both money. */
function judge(limit: Limit, difference: string, base = '1000') {
  const excess = {
    difference: decimal(difference),
    base: decimal(base),
    worth: decimal('1'),
    money: decimal(difference),
  };
  const { tolerated, limitMoney, limitText } = allowance(limit, excess, euros);
  return { tolerated, limitMoney: limitMoney?.toFixed() ?? null, limitText };
}

describe('a limit', () => {
  const rate = '0.02';
  const amount = '50';
  it.each<[string, Limit, string, string, boolean]>([
    ['2 %, at it', { mode: 'rate', rate }, '20', '1000', true],
    ['2 %, a cent beyond', { mode: 'rate', rate }, '20.01', '1000', false],
    ['50, at it', { mode: 'amount', amount }, '50', '10', true],
    ['50, a cent beyond', { mode: 'amount', amount }, '50.01', '10000', false],
    ['2 % up to 50, rate decides', { mode: 'cap', rate, amount }, '20.01', '1000', false],
    ['2 % up to 50, amount decides', { mode: 'cap', rate, amount }, '50.01', '10000', false],
    ['2 % up to 50, within both', { mode: 'cap', rate, amount }, '50', '10000', true],
    ['2 % and 50 want both', { mode: 'all', rate, amount }, '50.01', '10000', false],
    ['2 % and 50, within both', { mode: 'all', rate, amount }, '20', '1000', true],
    ['2 % or 50, within the rate', { mode: 'any', rate, amount }, '200', '10000', true],
    ['2 % or 50, within the amount', { mode: 'any', rate, amount }, '50', '1000', true],
    ['2 % or 50, beyond both', { mode: 'any', rate, amount }, '50.01', '1000', false],
    ['zero allows nothing', { mode: 'rate', rate: '0' }, '0.01', '1000', false],
    ['zero allows no difference', { mode: 'amount', amount: '0' }, '0', '1000', true],
    ['unlimited allows all', { mode: 'unlimited' }, '1000000', '1', true],
  ])('%s', (_case, limit, difference, base, tolerated) => {
    expect(judge(limit, difference, base).tolerated).toBe(tolerated);
  });

  it('says itself in money and in words', () => {
    expect(judge({ mode: 'cap', rate, amount }, '1')).toMatchObject({
      limitMoney: '20',
      limitText: '2 % up to 50.00',
    });
    expect(judge({ mode: 'all', rate, amount }, '1')).toMatchObject({
      limitMoney: '20',
      limitText: '2 % and 50.00',
    });
    expect(judge({ mode: 'any', rate, amount }, '1')).toMatchObject({
      limitMoney: '50',
      limitText: '2 % or 50.00',
    });
    expect(judge({ mode: 'unlimited' }, '1')).toMatchObject({ limitMoney: null, limitText: 'unlimited' });
  });

  it('judges a rate in its own measure, so that worthless goods are counted too', () => {
    const excess = {
      difference: decimal('5'),
      base: decimal('100'),
      worth: decimal('0'),
      money: decimal('0'),
    };
    expect(allowance({ mode: 'rate', rate: '0.01' }, excess, euros).tolerated).toBe(false);
    expect(allowance({ mode: 'rate', rate: '0.05' }, excess, euros).tolerated).toBe(true);
  });

  it('turns a rate of quantity into money by what a unit is worth', () => {
    const excess = {
      difference: decimal('5'),
      base: decimal('100'),
      worth: decimal('12.50'),
      money: decimal('62.50'),
    };
    expect(allowance({ mode: 'rate', rate: '0.01' }, excess, euros).limitMoney?.toFixed()).toBe('12.5');
  });
});

describe('an amount of the policy', () => {
  const read = (policy: Partial<TolerancePolicy>, currency: string | undefined, amount = '50') =>
    amountIn(amountReader({ ...STARTER_POLICY, ...policy }, currency), amount).toFixed();

  it('is in the invoice’s own currency when the policy names none', () => {
    expect(read({}, 'JPY')).toBe('50');
    expect(read({}, undefined)).toBe('50');
  });

  it('is converted by the policy’s own rate and rounded to the currency', () => {
    const policy = { currency: 'EUR', rates: { JPY: '163.255', BHD: '0.41' } };
    expect(read(policy, 'EUR')).toBe('50');
    expect(read(policy, 'JPY')).toBe('8163');
    expect(read(policy, 'BHD', '0.5')).toBe('0.205');
  });

  it('is worth nothing where no rate leads from it', () => {
    expect(read({ currency: 'EUR' }, 'USD')).toBe('0');
    expect(read({ currency: 'EUR', rates: { JPY: '163' } }, undefined)).toBe('0');
  });

  it('has the decimals of its currency', () => {
    expect(read({}, 'JPY', '50.6')).toBe('51');
    expect(read({}, 'EUR', '50.006')).toBe('50.01');
  });
});

describe('the strictest of several', () => {
  const wide = { tolerated: true, limitMoney: decimal('10'), limitText: 'wide' };
  const narrow = { tolerated: true, limitMoney: decimal('5'), limitText: 'narrow' };
  const broken = { tolerated: false, limitMoney: decimal('7'), limitText: 'broken' };
  const unlimited = { tolerated: true, limitMoney: null, limitText: 'unlimited' };
  it.each([
    ['the lower limit', [wide, narrow], 'narrow'],
    ['the lower limit, whatever comes first', [narrow, wide], 'narrow'],
    ['what is not kept, before any that is', [narrow, broken], 'broken'],
    ['what is not kept, whatever comes first', [broken, narrow], 'broken'],
    ['any limit before none', [unlimited, wide], 'wide'],
    ['any limit before none, whatever comes first', [wide, unlimited], 'wide'],
    ['the only one', [unlimited], 'unlimited'],
  ])('%s', (_case, allowances, text) => {
    expect(strictest(allowances).limitText).toBe(text);
  });
});
