import { describe, expect, it } from 'vitest';
import { decimal } from '#kernel/decimal.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import type { Receipt } from '../records/receipt.ts';
import { orderedAmount, orderPriceOf } from './order-line-price.ts';
import type { EarlierBilling } from './order-line-standing.ts';
import { billedAmount, settled, type Tally, tallyAmounts, tallyQuantities } from './order-line-tally.ts';
import { billed, orderLine, receipt } from './situation.test-data.ts';

const { quantity: _q, ...blank } = receipt();
const { price: _p, ...priceless } = orderLine();
const conversions = [{ from: 'CS', to: 'EA', factor: '12' }];
const sums = (tally: Tally) =>
  [tally.received, tally.accepted, tally.billedBefore].map((value) => value.toFixed()).join(' ');
const pieces = (
  receipts: readonly Receipt[],
  billings: readonly EarlierBilling[] = [],
  line: PurchaseOrderLine = orderLine(),
) => sums(tallyQuantities(line, { receipts, billings, conversions }));
const money = (
  receipts: readonly Receipt[],
  billings: readonly EarlierBilling[] = [],
  line: PurchaseOrderLine = orderLine(),
) => sums(tallyAmounts(line, { receipts, billings, conversions }));

describe('pieces received, accepted and billed before', () => {
  it.each<[name: string, tally: string, expected: string]>([
    ['nothing', pieces([]), '0 0 0'],
    [
      'ten, of which two were sent back',
      pieces([receipt({ quantity: '10' }), receipt({ quantity: '-2' })]),
      '8 8 0',
    ],
    [
      'ten, of which three were rejected',
      pieces([receipt({ quantity: '10', rejectedQuantity: '3' })]),
      '10 7 0',
    ],
    [
      'ten, of which three were rejected, told with a minus',
      pieces([receipt({ quantity: '10', rejectedQuantity: '-3' })]),
      '10 7 0',
    ],
    [
      'ten, of which half a piece was rejected',
      pieces([receipt({ quantity: '10', rejectedQuantity: '0.5' })]),
      '10 9.5 0',
    ],
    [
      'ten, of which seven were accepted',
      pieces([receipt({ quantity: '10', acceptedQuantity: '7' })]),
      '10 7 0',
    ],
    [
      'ten, of which more were accepted than came',
      pieces([receipt({ quantity: '10', acceptedQuantity: '12' })]),
      '10 10 0',
    ],
    [
      'what was rejected counts before what was accepted',
      pieces([receipt({ quantity: '10', acceptedQuantity: '9', rejectedQuantity: '3' })]),
      '10 7 0',
    ],
    [
      'ten that inspection refused by its code',
      pieces([receipt({ quantity: '10', inspectionCode: 'Rejected' })]),
      '10 0 0',
    ],
    [
      'ten that inspection passed by its code',
      pieces([receipt({ quantity: '10', inspectionCode: 'OK' })]),
      '10 10 0',
    ],
    [
      'half a piece that inspection refused',
      pieces([receipt({ quantity: '0.5', inspectionCode: 'damaged' })]),
      '0.5 0 0',
    ],
    [
      'ten, and two of them sent back as refused: taken off once',
      pieces([
        receipt({ quantity: '10' }),
        receipt({ quantity: '-2', inspectionCode: 'reject', rejectedQuantity: '2' }),
      ]),
      '8 8 0',
    ],
    [
      'nothing of which something was refused',
      pieces([receipt({ quantity: '10' }), receipt({ quantity: '0', rejectedQuantity: '2' })]),
      '10 10 0',
    ],
    [
      'a crate of twelve, one of it refused',
      pieces([receipt({ quantity: '2', unitOfMeasure: 'CS', rejectedQuantity: '1' })]),
      '24 12 0',
    ],
    ['by its value alone: 25.00 are two at 12.50', pieces([{ ...blank, amount: '25.00' }]), '2 2 0'],
    [
      'by its value alone on an order that is free',
      pieces([{ ...blank, amount: '25.00' }], [], orderLine({ price: '0' })),
      '0 0 0',
    ],
    [
      'by its value alone on an order without a price',
      pieces([{ ...blank, amount: '25.00' }], [], priceless),
      '0 0 0',
    ],
    ['neither quantity nor value', pieces([blank]), '0 0 0'],
    ['billed: three, and one given back', pieces([], [billed('3'), billed('-1')]), '0 0 2'],
    ['billed: a crate', pieces([], [billed('1', { unitOfMeasure: 'CS' })]), '0 0 12'],
    ['billed: only a sum', pieces([], [billed('1', { quantity: null })]), '0 0 0'],
  ])('%s', (_name, tally, expected) => {
    expect(tally).toBe(expected);
  });

  it('a receipt or an invoice in a unit that leads nowhere is named, the first of them', () => {
    const barrel = { unitOfMeasure: 'BBL' };
    const strange = (receipts: readonly Receipt[], billings: readonly EarlierBilling[]) =>
      tallyQuantities(orderLine(), { receipts, billings, conversions }).strangeUnit;
    expect(strange([receipt({ id: '1', ...barrel }), receipt({ id: '2', ...barrel })], [])).toEqual({
      unit: 'BBL',
      source: 'receipt/1',
    });
    expect(strange([], [billed('1', { invoiceId: '8', ...barrel }), billed('1', barrel)])).toEqual({
      unit: 'BBL',
      source: 'invoice/8',
    });
    expect(strange([receipt(barrel)], [billed('1', barrel)])?.source).toBe('receipt/91');
    expect(strange([receipt()], [billed('1')])).toBeUndefined();
    expect(
      pieces([receipt({ quantity: '5', ...barrel }), receipt({ quantity: '3' })], [billed('7', barrel)]),
    ).toBe('3 3 0');
  });
});

describe('money received, accepted and billed before', () => {
  const service = orderLine({ kind: 'amount', price: '1000.00', total: '1000.00' });
  it.each<[name: string, tally: string, expected: string]>([
    ['nothing', money([]), '0 0 0'],
    ['a value, whatever the quantity', money([receipt({ quantity: '7', amount: '25.00' })]), '25 25 0'],
    ['pieces at the order’s price', money([receipt({ quantity: '2' })]), '25 25 0'],
    ['pieces at a price of their own', money([receipt({ quantity: '2', price: '10.00' })]), '20 20 0'],
    ['pieces of an order without a price', money([receipt({ quantity: '2' })], [], priceless), '0 0 0'],
    ['one of a service is one of money', money([receipt({ quantity: '250' })], [], service), '250 250 0'],
    ['neither quantity nor value', money([blank]), '0 0 0'],
    ['of which pieces were refused', money([receipt({ quantity: '4', rejectedQuantity: '1' })]), '50 37.5 0'],
    [
      'of which pieces at their own price were refused',
      money([receipt({ quantity: '4', price: '10.00', rejectedQuantity: '1' })]),
      '40 30 0',
    ],
    [
      'a value that inspection refused by its code',
      money([{ ...blank, amount: '25.00', inspectionCode: 'Rejected' }]),
      '25 0 0',
    ],
    [
      'a value of which one piece at the order’s price was refused',
      money([{ ...blank, amount: '25.00', rejectedQuantity: '1' }]),
      '25 12.5 0',
    ],
    [
      'a value of which a part of the service was refused',
      money([{ ...blank, amount: '500.00', rejectedQuantity: '100' }], [], service),
      '500 400 0',
    ],
    [
      'billed: a sum, and pieces at their price, and at the order’s',
      money(
        [],
        [billed('1', { amount: '5.00' }), billed('2', { price: '10.00' }), billed('2', { price: null })],
      ),
      '0 0 50',
    ],
    [
      'a value that inspection refused',
      money([{ ...blank, amount: '200.00', inspectionCode: 'REJECTED' }]),
      '200 0 0',
    ],
    [
      'a value that inspection passed',
      money([{ ...blank, amount: '200.00', inspectionCode: 'OK' }]),
      '200 200 0',
    ],
    [
      'a value of which four pieces were refused',
      money([{ ...blank, amount: '200.00', rejectedQuantity: '4' }]),
      '200 150 0',
    ],
    [
      'a value of which more pieces were refused than it is worth',
      money([{ ...blank, amount: '200.00', rejectedQuantity: '50' }]),
      '200 0 0',
    ],
    ['billed: pieces without any price', money([], [billed('2', { price: null })], priceless), '0 0 0'],
  ])('%s', (_name, tally, expected) => {
    expect(tally).toBe(expected);
  });

  it('what an earlier invoice billed is its own sum before anything else', () => {
    expect(billedAmount(billed('2', { amount: '5.00' }), decimal('12.50')).toFixed()).toBe('5');
    expect(billedAmount(billed('2', { price: null }), undefined).toFixed()).toBe('0');
  });
});

it('thirds are read to twenty places, and what is shorter is left as it is', () => {
  expect(settled(decimal(`0.${'9'.repeat(30)}`)).toFixed()).toBe('1');
  expect(settled(decimal(`0.${'9'.repeat(21)}`)).toFixed()).toBe('1');
  const short = decimal(`0.${'9'.repeat(20)}`);
  expect(settled(short).toFixed()).toBe(short.toFixed());
});

describe('what an order line is worth, and what one of it costs', () => {
  const worth = (line: PurchaseOrderLine) => [orderedAmount(line)?.toFixed(), orderPriceOf(line)?.toFixed()];
  const without = (line: PurchaseOrderLine, ...keys: (keyof PurchaseOrderLine)[]) =>
    Object.fromEntries(
      Object.entries(line).filter(([key]) => !keys.includes(key as keyof PurchaseOrderLine)),
    ) as unknown as PurchaseOrderLine;
  const thousand = (total: string) => orderLine({ quantity: '3500', price: '18.40', total });
  it.each<[name: string, line: PurchaseOrderLine, expected: readonly (string | undefined)[]]>([
    ['pieces at a price', orderLine(), ['1250', '12.5']],
    ['pieces at a price, whatever the total says', orderLine({ total: '1000.00' }), ['1250', '12.5']],
    ['a price for a thousand, as the total proves', thousand('64.40'), ['64.4', '0.0184']],
    [
      'a price for a hundred',
      orderLine({ quantity: '100', price: '12.50', total: '12.50' }),
      ['12.5', '0.125'],
    ],
    ['a price for ten', orderLine({ quantity: '100', price: '12.50', total: '125.00' }), ['125', '1.25']],
    ['less than a cent off', thousand('64.391'), ['64.4', '0.0184']],
    ['a cent off proves nothing', thousand('64.39'), ['64400', '18.4']],
    ['a cent off the other way proves nothing', thousand('64.41'), ['64400', '18.4']],
    [
      'half a cent is no price for ten',
      orderLine({ quantity: '1', price: '0.005', total: '0.005' }),
      ['0.005', '0.005'],
    ],
    ['free, whatever the price says', thousand('0'), ['64400', '18.4']],
    ['no quantity: the total', without(orderLine({ total: '99.00' }), 'quantity'), ['99', '12.5']],
    ['no price: the total', without(orderLine({ total: '99.00' }), 'price'), ['99', undefined]],
    ['neither', without(orderLine(), 'quantity', 'price'), [undefined, undefined]],
    ['a sum by its total', orderLine({ kind: 'amount', price: '90.00', total: '99.00' }), ['99', '90']],
    ['a sum by its price', orderLine({ kind: 'amount', price: '90.00' }), ['90', '90']],
    [
      'a sum is no price for a thousand',
      orderLine({ kind: 'amount', quantity: '1000', price: '18.40', total: '18.40' }),
      ['18.4', '18.4'],
    ],
  ])('%s', (_name, line, expected) => {
    expect(worth(line)).toEqual(expected);
  });
});
