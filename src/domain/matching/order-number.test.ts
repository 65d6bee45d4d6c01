import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrder } from '../records/purchase-order.ts';
import { indexOrders } from './assignment.ts';
import { deliveriesOf, namedOrders, orderLinesDelivered } from './find-order.ts';
import type { MatchMemory } from './memory.ts';
import { formAround, isOneCharacterOff, ordersBySimilarNumber } from './order-number.ts';
import { invoice, invoiceLine, order, orderLine, receipt } from './situation.test-data.ts';

const numbered = (...numbers: readonly string[]) =>
  numbers.map((poNumber, at) => order({ id: `${at + 7}`, poNumber }));
const form = (before: string, after: string, supplierId = '5') => ({ supplierId, before, after });

describe('an order number that is written otherwise', () => {
  const meant = (
    reference: string,
    orders: readonly PurchaseOrder[],
    ...forms: readonly ReturnType<typeof form>[]
  ) => {
    const found = ordersBySimilarNumber(reference, orders, forms);
    return found === undefined
      ? 'none'
      : `${found.route} ${found.orders.map(({ poNumber }) => poNumber).join(' ')}`;
  };
  it.each<[name: string, meant: string, expected: string]>([
    ['with words and zeros', meant('PO 0004711', numbered('4711')), 'normalised 4711'],
    ['that two orders have so', meant('PO 4711', numbered('4711', '04711')), 'normalised 4711 04711'],
    ['as this supplier writes it', meant('K-4711/26', numbered('4711'), form('k-', '/26')), 'pattern 4711'],
    [
      'as this supplier writes it before and after',
      meant('4711-X', numbered('4711'), form('', '-x')),
      'pattern 4711',
    ],
    ['not where the beginning is another', meant('Q-4711/26', numbered('4711'), form('K-', '/26')), 'none'],
    ['not where the end is another', meant('K-4711/27', numbered('4711'), form('K-', '/26')), 'none'],
    ['not where nothing is left', meant('K-/26', numbered('4711'), form('K-', '/26')), 'none'],
    ['not where beginning and end overlap', meant('AA', numbered('A'), form('A', 'A')), 'none'],
    [
      'the form before a slip of one character',
      meant('K-4711', numbered('4711', 'K4712'), form('K-', '')),
      'pattern 4711',
    ],
    ['with one wrong character', meant('4712', numbered('4711')), 'one_character 4711'],
    ['with a wrong first character', meant('5711', numbered('4711')), 'one_character 4711'],
    ['that is too short to be mended', meant('472', numbered('471')), 'none'],
    ['with two wrong characters', meant('4722', numbered('4711')), 'none'],
    ['that says nothing', meant('--', numbered('--')), 'none'],
    ['and an order whose number says nothing', meant('K-', numbered('--'), form('K', '')), 'none'],
  ])('%s', (_name, found, expected) => {
    expect(found).toBe(expected);
  });

  it.each([
    ['4711', '4712', true],
    ['4711', '4711', false],
    ['4711', '47111', false],
    ['4711', '4722', false],
    ['4711', '5711', true],
    ['4711', '5712', false],
    ['4711', '4811', true],
    ['4711', '4811/2', false],
  ])('%s and %s: one character off is %s', (a, b, expected) => {
    expect(isOneCharacterOff(a, b)).toBe(expected);
  });
});

describe('what a supplier writes around a number', () => {
  it.each<[reference: string, poNumber: string, expected: object | undefined]>([
    ['K-4711/26', '4711', { before: 'K-', after: '/26' }],
    ['K-4711', '4711', { before: 'K-', after: '' }],
    ['4711/26', '4711', { before: '', after: '/26' }],
    [' k-po4711 ', 'PO4711', { before: 'k-', after: '' }],
    ['4711', '4711', undefined],
    ['14711', '4711', undefined],
    ['47112', '4711', undefined],
    ['K-4712', '4711', undefined],
    ['K-471', '471', undefined],
    ['K-4-/', '4711', undefined],
  ])('%s for %s', (reference, poNumber, expected) => {
    expect(formAround(reference, poNumber)).toEqual(expected);
  });
});

describe('the orders that a line means', () => {
  const { orderLineId: _id, ...loose } = invoiceLine();
  const meant = (line: Partial<InvoiceLine>, orders: readonly PurchaseOrder[], memory?: MatchMemory) => {
    const { route, orders: found } = namedOrders({ ...loose, ...line }, invoice(), {
      index: indexOrders(orders),
      memory,
    });
    return `${route} ${found.map(({ id }) => id).join(' ')}`.trim();
  };
  const remembering = (supplierId: string): MatchMemory => {
    return { conversions: [], crossReferences: [], orderNumberForms: [form('K-', '', supplierId)] };
  };
  const other = (id: string, poNumber: string) => order({ id, poNumber, supplierId: '6' });
  const contract = { id: '3', number: 'C-300' };
  it.each<[name: string, meant: string, expected: string]>([
    ['by its id', meant({ orderId: '7' }, numbered('4711')), 'exact 7'],
    [
      'by its id, whatever the number says',
      meant({ orderId: '7', poNumber: '4712' }, numbered('4711', '4712')),
      'exact 7',
    ],
    ['by its number', meant({ poNumber: '4711' }, numbered('4711')), 'exact 7'],
    [
      'by its number, which another supplier’s order has too',
      meant({ poNumber: '4711' }, [...numbered('4711'), other('9', '4711')]),
      'exact 7',
    ],
    [
      'by its number, which two orders have',
      meant({ poNumber: '4711' }, numbered('4711', '4711')),
      'exact 7 8',
    ],
    [
      'by its number, which only orders of others have',
      meant({ poNumber: '4711' }, [other('8', '4711'), other('9', '4711')]),
      'exact 8 9',
    ],
    [
      'by its number, which one order of another has',
      meant({ poNumber: '4711' }, [other('8', '4711')]),
      'exact 8',
    ],
    ['by its id that stands as a number', meant({ poNumber: '7' }, numbered('4711')), 'exact 7'],
    ['nothing by no number', meant({}, numbered('4711')), 'exact'],
    ['nothing by a number of nobody', meant({ poNumber: 'X-1' }, numbered('4711')), 'exact'],
    [
      'by a form that was learned',
      meant({ poNumber: 'K-4711' }, numbered('4711'), remembering('5')),
      'pattern 7',
    ],
    [
      'not by one that was learned of another supplier',
      meant({ poNumber: 'K-4711' }, numbered('4711'), remembering('6')),
      'exact',
    ],
    [
      'by what the supplier calls it',
      meant({ poNumber: 'ab 1' }, [
        order({ lines: [orderLine(), orderLine({ id: '72', supplierOrderNumber: 'AB-1' })] }),
      ]),
      'reference 7',
    ],
    [
      'by what another system calls it',
      meant({ poNumber: 'ab 1' }, [order({ lines: [orderLine({ externalReferenceNumber: 'AB-1' })] })]),
      'reference 7',
    ],
    ['by its contract', meant({ poNumber: 'c300' }, [order({ contract })]), 'reference 7'],
    [
      'by the contract of a line',
      meant({ poNumber: 'c300' }, [order({ lines: [orderLine({ contract })] })]),
      'reference 7',
    ],
    [
      'not by another contract',
      meant({ poNumber: 'c300' }, [order({ contract: { id: '3', number: 'C-301' } })]),
      'exact',
    ],
    [
      'by that before a slip of one character',
      meant({ poNumber: 'C300' }, [order({ contract }), order({ id: '8', poNumber: 'C301' })]),
      'reference 7',
    ],
    [
      'by a number written otherwise before that',
      meant({ poNumber: 'C.300' }, [order({ contract }), order({ id: '8', poNumber: 'C300' })]),
      'normalised 8',
    ],
    ['by a slip of one character', meant({ poNumber: '4712' }, numbered('4711')), 'one_character 7'],
    ['not of another supplier', meant({ poNumber: '4712' }, [other('9', '4711')]), 'exact'],
    [
      'not by marks alone',
      meant({ poNumber: '--' }, [order({ lines: [orderLine({ supplierOrderNumber: '//' })] })]),
      'exact',
    ],
  ])('%s', (_name, found, expected) => {
    expect(found).toBe(expected);
  });
});

it('a delivery is known by its note and its ship notice, as far as it says for which order line', () => {
  const { orderLineId: _line, ...nowhere } = receipt({ reference: 'LS-3' });
  const deliveries = deliveriesOf([
    receipt({ reference: 'LS-1', asnNumber: 'A-1' }),
    receipt({ id: '92', reference: 'ls 1', orderLineId: '72' }),
    nowhere,
  ]);
  const found = (change: Partial<InvoiceLine>) => [
    ...orderLinesDelivered(invoiceLine(change), invoice(), deliveries),
  ];
  expect(found({ deliveryNoteNumber: 'LS1' })).toEqual(['71', '72']);
  expect(found({ matchReference: 'a1' })).toEqual(['71']);
  expect(found({ deliveryNoteNumber: 'LS-3' })).toEqual([]);
  expect(found({})).toEqual([]);
});
