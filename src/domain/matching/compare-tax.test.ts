import { describe, expect, it } from 'vitest';
import type { StatedTax } from '../records/invoice.ts';
import { invoice, invoiceLine, order, orderLine, situation, verdictOn } from './situation.test-data.ts';
import { matchInvoice } from './three-way-match.ts';
import { STARTER_POLICY } from './tolerance.ts';

// The invoice bills 25 at 12.50: 312.50 net, 19 % of it are 59.375, rounded 59.38.

const onLine = (...taxes: StatedTax[]) => ({ invoice: invoice({ lines: [invoiceLine({ taxes })] }) });
const onHead = (...taxes: StatedTax[]) => ({ invoice: invoice({ taxes }) });

describe('tax of a line', () => {
  it.each<[string, StatedTax, string[]]>([
    ['right to the cent', { rate: '19', amount: '59.38' }, ['matched']],
    ['rounded another way', { rate: '19', amount: '59.37' }, ['within_tolerance']],
    ['two cents over', { rate: '19', amount: '59.40' }, ['within_tolerance']],
    ['three cents over', { rate: '19', amount: '59.41' }, ['exception', 'TAX_OVER']],
    ['two cents under', { rate: '19', amount: '59.36' }, ['within_tolerance']],
    ['three cents under', { rate: '19', amount: '59.35' }, ['exception', 'TAX_UNDER']],
    ['none at a rate of zero', { rate: '0', amount: '0.00' }, ['matched']],
    ['some at a rate of zero', { rate: '0.0', amount: '1.00' }, ['exception', 'TAX_OVER']],
    ['on a part of it', { rate: '19', base: '100.00', amount: '19.00' }, ['matched']],
    ['on more than is billed', { rate: '19', base: '400.00', amount: '76.00' }, ['exception', 'TAX_OVER']],
    ['without its rate', { amount: '99.00' }, ['matched']],
    ['without its amount', { rate: '19' }, ['matched']],
  ])('is %s', (_case, tax, verdict) => {
    expect(verdictOn(onLine(tax))).toEqual(verdict);
  });

  it('says what was charged, what its rate gives, and what is too much', () => {
    const result = matchInvoice(situation(onLine({ rate: '19.0', amount: '62.38' })));
    expect(result.exceptions).toMatchObject([
      {
        code: 'TAX_OVER',
        level: 'tax',
        line: '1',
        expected: '59.38',
        actual: '62.38',
        breachAmount: '3.00',
        breachLimit: '0.02',
        explanation:
          'Line 1 charges EUR 62.38 of tax, but 19 % of EUR 312.50 is EUR 59.38: EUR 3.00 too much.',
        counterfactual: 'Would match with EUR 59.38 of tax.',
        sources: ['invoice/1/line/1'],
      },
    ]);
    expect(result.atRisk).toBe('3.00');
    expect(result.lines.map(({ outcome }) => outcome)).toEqual(['exception']);
  });

  it('too little puts no money at risk', () => {
    const { exceptions, atRisk } = matchInvoice(situation(onLine({ rate: '19', amount: '50.00' })));
    expect(atRisk).toBe('0.00');
    expect(exceptions).toMatchObject([
      {
        breachAmount: '9.38',
        explanation:
          'Line 1 charges EUR 50.00 of tax, but 19 % of EUR 312.50 is EUR 59.38: EUR 9.38 too little.',
      },
    ]);
  });

  it('is not compared where the line does not say what it bills, nor rounded otherwise without a currency', () => {
    const tax = { rate: '19', amount: '99.00' };
    const { quantity: _quantity, price: _price, ...bare } = invoiceLine({ taxes: [tax] });
    const { exceptions } = matchInvoice(situation({ invoice: invoice({ lines: [bare] }) }));
    expect(exceptions.map(({ code }) => code)).not.toContain('TAX_OVER');
    const { currency: _currency, ...unsaid } = invoice({
      lines: [invoiceLine({ taxes: [{ rate: '19', amount: '59.38' }] })],
    });
    const { currency: _other, ...ordered } = order({});
    expect(verdictOn({ invoice: unsaid, orders: [ordered] })).toEqual(['matched']);
  });

  it('is compared beside a line that states none', () => {
    const second = invoiceLine({ id: '12', lineNumber: '2', quantity: '5' });
    const taxed = invoiceLine({ taxes: [{ rate: '19', amount: '59.41' }] });
    expect(verdictOn({ invoice: invoice({ lines: [taxed, second] }) })).toEqual(['exception', 'TAX_OVER']);
  });

  it('may consist of several', () => {
    const two = (amount: string) => onLine({ rate: '5', amount: '15.63' }, { rate: '9.975', amount });
    expect(verdictOn(two('31.17'))).toEqual(['matched']);
    expect(verdictOn(two('35.00'))).toEqual(['exception', 'TAX_OVER']);
  });

  it('small differences may add up to 1.00 a document, and no cent more', () => {
    const lines = (count: number, amount: string) => {
      const numbers = Array.from({ length: count }, (_, index) => String(index + 1));
      const tax = { rate: '10', amount };
      return {
        invoice: invoice({
          lines: numbers.map((lineNumber) =>
            invoiceLine({ id: `1${lineNumber}`, lineNumber, quantity: '1', price: '12.50', taxes: [tax] }),
          ),
        }),
        orders: [order({ lines: [orderLine({ quantity: '1000' })] })],
      };
    };
    // 10 % of 12.50 is 1.25.
    expect(verdictOn(lines(50, '1.27'))).toEqual(['within_tolerance']);
    expect(verdictOn(lines(51, '1.27'))).toEqual(['exception', 'TAX_OVER']);
    expect(verdictOn(lines(51, '1.23'))).toEqual(['exception', 'TAX_UNDER']);
    const { variances } = matchInvoice(situation(lines(50, '1.27')));
    expect(variances.filter(({ kind }) => kind === 'tax')).toHaveLength(50);
  });

  it('what a line is told for is not told again for the document', () => {
    const result = matchInvoice(
      situation({
        invoice: invoice({
          lines: [
            invoiceLine({ taxes: [{ rate: '19', amount: '50.00' }] }),
            invoiceLine({ id: '12', lineNumber: '2', taxes: [{ rate: '19', amount: '59.39' }] }),
          ],
        }),
      }),
    );
    expect(result.exceptions.map(({ code, line }) => [code, line])).toEqual([['TAX_UNDER', '1']]);
    expect(result.variances.filter(({ kind }) => kind === 'tax')).toHaveLength(2);
  });
});

describe('tax of the document', () => {
  it.each<[string, StatedTax, string[]]>([
    ['right', { rate: '8.25', amount: '25.78' }, ['matched']],
    ['1.00 over', { rate: '8.25', amount: '26.78' }, ['within_tolerance']],
    ['1.01 over', { rate: '8.25', amount: '26.79' }, ['exception', 'TAX_OVER']],
    ['1.01 under', { rate: '8.25', amount: '24.77' }, ['exception', 'TAX_UNDER']],
  ])('is %s', (_case, tax, verdict) => {
    expect(verdictOn(onHead(tax))).toEqual(verdict);
  });

  it('concerns no line', () => {
    const { exceptions } = matchInvoice(situation(onHead({ rate: '8.25', amount: '30.00' })));
    expect(exceptions).toMatchObject([
      {
        code: 'TAX_OVER',
        line: null,
        lines: [],
        explanation: expect.stringMatching(/^The invoice charges EUR 30.00/),
      },
    ]);
  });
});

it('in a currency without decimals one yen is rounding, two are not', () => {
  const yen = (amount: string) => ({
    invoice: invoice({
      currency: 'JPY',
      lines: [invoiceLine({ price: '1250', taxes: [{ rate: '10', amount }] })],
    }),
    orders: [order({ currency: 'JPY', lines: [orderLine({ price: '1250' })] })],
  });
  // 8 % of 31,255 are 2,500.4.
  const odd = {
    invoice: invoice({
      currency: 'JPY',
      lines: [invoiceLine({ quantity: '1', price: '31255', taxes: [{ rate: '8', amount: '2500' }] })],
    }),
    orders: [order({ currency: 'JPY', lines: [orderLine({ price: '31255' })] })],
  };
  expect(verdictOn(odd)).toEqual(['matched']);
  // 10 % of 31,250.
  expect(verdictOn(yen('3126'))).toEqual(['within_tolerance']);
  expect(verdictOn(yen('3127'))).toEqual(['exception', 'TAX_OVER']);
});

it('that a credit note gives back is compared alike, with or without its minus', () => {
  const credit = (sign: string, amount: string, base = '312.50') => ({
    invoice: invoice({
      documentType: 'credit_note',
      originalInvoiceNumber: 'R-0',
      lines: [
        invoiceLine({ quantity: `${sign}25`, total: `${sign}312.50`, taxes: [{ rate: '19', base, amount }] }),
      ],
    }),
  });
  expect(verdictOn(credit('-', '-59.38'))).toEqual(['matched']);
  expect(verdictOn(credit('', '59.38'))).toEqual(['matched']);
  expect(verdictOn(credit('-', '-59.38', '-312.50'))).toEqual(['matched']);
  expect(verdictOn(credit('-', '-70.00'))).toEqual(['exception', 'TAX_OVER']);
});

it('goes as far as the policy lets it, and as the starter policy where that says nothing', () => {
  const { tax: _tax, ...silent } = STARTER_POLICY;
  const strict = { ...STARTER_POLICY, tax: { perLine: '0', perDocument: '0' } };
  const off = onLine({ rate: '19', amount: '59.40' });
  expect(verdictOn({ ...off, policy: silent })).toEqual(['within_tolerance']);
  expect(verdictOn({ ...off, policy: strict })).toEqual(['exception', 'TAX_OVER']);
});
