import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import type { Receipt } from '../records/receipt.ts';
import { explainMatch } from './explain-match.ts';
import { billed, invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

/** Which receipt carries how much of which line, in the order in which they are told. */
function carried(change: Partial<MatchInput>): readonly string[] {
  const input = situation(change);
  return explainMatch(input, matchInvoice(input)).receipts.map(
    ({ line, receiptId, quantity }) => `${line}: ${quantity} of ${receiptId}`,
  );
}

const bill = (...lines: readonly Partial<InvoiceLine>[]) =>
  invoice({
    lines: lines.map((each, at) => invoiceLine({ id: `${at + 11}`, lineNumber: `${at + 1}`, ...each })),
  });
const came = (id: string, quantity: string, change: Partial<Receipt> = {}) =>
  receipt({ id, quantity, ...change });
const sentBack = (id: string, quantity: string, of?: string) =>
  came(id, `-${quantity}`, {
    type: 'ReceivingQuantityReturnToSupplier',
    receivedDate: '2026-03-20',
    ...(of === undefined ? {} : { originalTransactionId: of }),
  });
const march = (day: string) => ({ receivedDate: `2026-03-${day}` });

describe('which receipt carries a line of 25', () => {
  const three = [came('91', '10', march('12')), came('92', '20', march('10')), came('93', '30', march('14'))];
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly string[]]>([
    ['the only one there is', {}, ['1: 25 of 91']],
    ['the oldest first', { receipts: three }, ['1: 20 of 92', '1: 5 of 91']],
    [
      'of one day by their numbers',
      { receipts: [came('100', '20', march('10')), came('99', '20', march('10'))] },
      ['1: 20 of 99', '1: 5 of 100'],
    ],
    [
      'one without a day before all others',
      { receipts: [came('91', '20', march('01')), came('92', '20')] },
      ['1: 20 of 92', '1: 5 of 91'],
    ],
    [
      'as far as they go',
      { receipts: [came('91', '10'), came('92', '14.5')] },
      ['1: 10 of 91', '1: 14.5 of 92'],
    ],
    ['none where nothing came', { receipts: [] }, []],
    [
      'none that was voided',
      { receipts: [came('91', '100', { isVoided: true }), came('92', '30')] },
      ['1: 25 of 92'],
    ],
    ['none of another order line', { receipts: [came('91', '100', { orderLineId: '72' })] }, []],
    [
      'none that says no quantity',
      { receipts: [(({ quantity: _q, ...rest }) => rest)(receipt()), came('92', '25')] },
      ['1: 25 of 92'],
    ],
    [
      'of boxes, in pieces',
      {
        receipts: [came('91', '2', { unitOfMeasure: 'BX' }), came('92', '30')],
        conversions: [{ from: 'BX', to: 'EA', factor: '10' }],
      },
      ['1: 20 of 91', '1: 5 of 92'],
    ],
    [
      'none in a unit that leads nowhere',
      { receipts: [came('91', '2', { unitOfMeasure: 'BX' }), came('92', '30')] },
      ['1: 25 of 92'],
    ],
    [
      'of pieces, where boxes are billed',
      {
        invoice: bill({ quantity: '2.5', unitOfMeasure: 'BX', price: '125.00' }),
        conversions: [{ from: 'BX', to: 'EA', factor: '10' }],
      },
      ['1: 25 of 91'],
    ],
    ['none, where it is billed in a unit that leads nowhere', { invoice: bill({ unitOfMeasure: 'BX' }) }, []],
    [
      'half a piece, from less than half',
      { invoice: bill({ quantity: '0.5' }), receipts: [came('91', '0.4'), came('92', '0.4')] },
      ['1: 0.4 of 91', '1: 0.1 of 92'],
    ],
    ['none for what is given back', { invoice: bill({ quantity: '-5' }), billedBefore: [billed('25')] }, []],
    ['none for a line without a place', { invoice: bill({ orderLineId: '99' }) }, []],
  ])('%s', (_name, input, expected) => {
    expect(carried(input)).toEqual(expected);
    expect(carried({ ...input, receipts: [...(input.receipts ?? [receipt()])].reverse() })).toEqual(expected);
  });

  it('with its day and what it is called', () => {
    const told = (change: Partial<Receipt>) => {
      const input = situation({ receipts: [receipt(change)] });
      return explainMatch(input, matchInvoice(input)).receipts;
    };
    const share = { line: '1', receiptId: '91', quantity: '25' };
    expect(told({ ...march('10'), reference: 'LS-1', asnNumber: 'A-1' })).toEqual([
      { ...share, receivedDate: '2026-03-10', reference: 'LS-1' },
    ]);
    expect(told({ asnNumber: 'A-1' })).toEqual([{ ...share, receivedDate: null, reference: 'A-1' }]);
    expect(told({})).toEqual([{ ...share, receivedDate: null, reference: null }]);
  });
});

describe('what others took before', () => {
  const two = [came('91', '20', march('10')), came('92', '30', march('12'))];
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly string[]]>([
    [
      'an earlier invoice took from the oldest',
      { receipts: two, billedBefore: [billed('15')] },
      ['1: 5 of 91', '1: 20 of 92'],
    ],
    [
      'an earlier invoice took the whole of it and more',
      { receipts: two, billedBefore: [billed('20.5')] },
      ['1: 25 of 92'],
    ],
    ['an earlier invoice took everything', { receipts: two, billedBefore: [billed('50')] }, []],
    [
      'an earlier invoice took half a piece',
      { receipts: two, billedBefore: [billed('0.5')] },
      ['1: 19.5 of 91', '1: 5.5 of 92'],
    ],
    [
      'a credit gave more back than was billed: there is no more for it',
      { receipts: two, billedBefore: [billed('-5')] },
      ['1: 20 of 91', '1: 5 of 92'],
    ],
    [
      'the line before it',
      { receipts: two, invoice: bill({ quantity: '15' }, { quantity: '10' }) },
      ['1: 15 of 91', '2: 5 of 91', '2: 5 of 92'],
    ],
    [
      'what was sent back, off the receipt it came with',
      { receipts: [...two, sentBack('93', '5', '91')] },
      ['1: 15 of 91', '1: 10 of 92'],
    ],
    [
      'what was sent back and more than came with it, the rest off the newest',
      { receipts: [...two, sentBack('93', '22', '91')] },
      ['1: 25 of 92'],
    ],
    [
      'what was sent back of nobody knows what, off the newest',
      { receipts: [...two, sentBack('93', '28')] },
      ['1: 20 of 91', '1: 2 of 92'],
    ],
    [
      'half a piece that was sent back',
      { receipts: [...two, sentBack('93', '0.5', '91')] },
      ['1: 19.5 of 91', '1: 5.5 of 92'],
    ],
    ['all was sent back', { receipts: [...two, sentBack('93', '50')] }, []],
  ])('%s', (_name, input, expected) => {
    expect(carried(input)).toEqual(expected);
  });

  it('an order line of its own has receipts of its own', () => {
    const orders = [order({ lines: [orderLine(), orderLine({ id: '72', lineNumber: '2' })] })];
    const receipts = [came('91', '30'), came('92', '30', { orderLineId: '72' })];
    const both = bill({}, { orderLineId: '72' });
    expect(carried({ orders, receipts, invoice: both })).toEqual(['1: 25 of 91', '2: 25 of 92']);
  });
});

describe('which receipt carries a sum', () => {
  const sum = { kind: 'amount', price: '400.00', total: '400.00' } as const;
  const received = (id: string, amount: string) =>
    (({ quantity: _q, ...rest }) => ({ ...rest, amount }))(receipt({ id }));
  const billing = (total: string) => bill({ ...sum, price: total, total });
  it.each<[name: string, input: Partial<MatchInput>, expected: readonly string[]]>([
    [
      'by its own',
      { invoice: billing('250.00'), receipts: [received('91', '100.00'), received('92', '300.00')] },
      ['1: 100 of 91', '1: 150 of 92'],
    ],
    [
      'by its own, whatever number of pieces stands beside it',
      { invoice: billing('250.00'), receipts: [receipt({ amount: '260.00', quantity: '2' })] },
      ['1: 250 of 91'],
    ],
    [
      'none that states neither sum nor pieces',
      { invoice: billing('250.00'), receipts: [(({ quantity: _q, ...rest }) => rest)(receipt())] },
      [],
    ],
  ])('%s', (_name, input, expected) => {
    expect(carried({ orders: [order({ lines: [orderLine(sum)] })], ...input })).toEqual(expected);
  });

  it('of pieces by what they cost on the order', () => {
    expect(carried({ invoice: billing('250.00'), receipts: [came('91', '12'), came('92', '100')] })).toEqual([
      '1: 150 of 91',
      '1: 100 of 92',
    ]);
  });
});
