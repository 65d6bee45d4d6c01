import { describe, expect, it } from 'vitest';
import { policyFaults } from './policy-faults.ts';
import { order, orderLine, situation, verdictOn } from './situation.test-data.ts';
import { matchInvoice } from './three-way-match.ts';
import { STARTER_POLICY, type TolerancePolicy } from './tolerance.ts';

// Nothing was received: only what needs no receipt matches.
const on = (line: object, matchModes: TolerancePolicy['matchModes']) =>
  verdictOn({
    receipts: [],
    orders: [order({ lines: [orderLine({ itemId: '31', commodity: 'Rent', ...line })] })],
    policy: { ...STARTER_POLICY, ...(matchModes === undefined ? {} : { matchModes }) },
  });
const OK = ['matched'];
const MISSING = ['exception', 'RECEIPT_MISSING'];

describe('how an order line is matched', () => {
  it.each<[string, object, TolerancePolicy['matchModes'], string[]]>([
    ['with receipts where nobody says otherwise', {}, undefined, MISSING],
    [
      'by its own word before anything else',
      { matchType: '3-way' },
      { '2-way': { itemIds: ['31'] } },
      MISSING,
    ],
    ['by its own receipt flag', { isReceiptRequired: true }, { '2-way': { itemIds: ['31'] } }, MISSING],
    ['without receipts for an item', {}, { '2-way': { itemIds: ['31'] } }, OK],
    ['without receipts for a commodity, in any letter case', {}, { '2-way': { commodities: ['rent'] } }, OK],
    ['without receipts for a supplier', {}, { '2-way': { supplierIds: ['5'] } }, OK],
    [
      'by the item before the commodity',
      {},
      { '2-way': { commodities: ['Rent'] }, '3-way': { itemIds: ['31'] } },
      MISSING,
    ],
    [
      'by the commodity before the supplier',
      {},
      { '2-way': { supplierIds: ['5'] }, '3-way': { commodities: ['Rent'] } },
      MISSING,
    ],
    [
      'by the stricter of two for the same item',
      {},
      { none: { itemIds: ['31'] }, '3-way': { itemIds: ['31'] } },
      MISSING,
    ],
    ['not at all', {}, { none: { itemIds: ['31'] } }, OK],
    ['without receipts for any item of a list', {}, { '2-way': { itemIds: ['30', '31', '32'] } }, OK],
    ['with receipts where the list is about another', {}, { '2-way': { supplierIds: ['6'] } }, MISSING],
  ])('%s', (_name, line, modes, expected) => {
    expect(on(line, modes)).toEqual(expected);
  });

  it.each([
    ['3-way', '3-way'],
    ['2-way', '2-way'],
    [' 2_WAY ', '2-way'],
    ['None', 'none'],
    ['3-Way', '3-way'],
    ['3_way_fifo', '3-way-fifo'],
    ['direct_matching', 'direct_matching'],
    ['3-way-direct', 'direct_matching'],
    ['4-way', '3-way'],
  ])('%j on the order line means %s', (matchType, mode) => {
    const input = situation({ orders: [order({ lines: [orderLine({ matchType })] })] });
    expect(matchInvoice(input).lines[0]?.mode).toBe(mode);
  });

  it('is not said by a blank', () => {
    expect(on({ matchType: ' ' }, undefined)).toEqual(MISSING);
    expect(on({ matchType: ' ', isReceiptRequired: false }, undefined)).toEqual(OK);
  });

  it('is part of the policy, and a word nobody knows is refused', () => {
    expect(policyFaults({ ...STARTER_POLICY, matchModes: { '2-way': { commodities: ['Rent'] } } })).toEqual(
      [],
    );
    expect(policyFaults({ ...STARTER_POLICY, matchModes: { '5-way': {} } })[0]?.path).toEqual([
      'matchModes',
      '5-way',
    ]);
  });
});
