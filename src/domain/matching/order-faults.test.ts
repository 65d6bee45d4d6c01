// long: everything that can be wrong with an order itself, case by case
import { describe, expect, it } from 'vitest';
import {
  invoice,
  invoiceLine,
  order,
  orderLine,
  receipt,
  situation,
  verdictOn,
  verdictOnLine,
} from './situation.test-data.ts';
import { matchInvoice } from './three-way-match.ts';

const { orderLineId: _named, ...unplaced } = invoiceLine();

describe('the order that an invoice names', () => {
  it.each<[string, object, string[]]>([
    ['by order line id', { orderLineId: '71' }, ['matched']],
    ['by order id, when the order has one line', { orderId: '7' }, ['matched']],
    ['by number', { poNumber: '7' }, ['matched']],
    ['by number and line number', { poNumber: '7', orderLineNumber: '1' }, ['matched']],
    ['not at all', {}, ['exception', 'PO_MISSING']],
    ['by a number that no order has', { poNumber: '8' }, ['exception', 'PO_INVALID']],
    ['by an order line id that no order has', { orderLineId: '79' }, ['exception', 'PO_INVALID']],
    [
      'by an order line id that its order does not have',
      { orderLineId: '79', poNumber: '7' },
      ['exception', 'ITEM_UNMATCHED'],
    ],
    [
      'by a line number that its order does not have',
      { poNumber: '7', orderLineNumber: '2' },
      ['exception', 'ITEM_UNMATCHED'],
    ],
    ['nearly, with a digit more', { poNumber: '70' }, ['exception', 'PO_INVALID']],
  ])('is found: %s', (_case, reference, verdict) => {
    expect(verdictOn({ invoice: invoice({ lines: [{ ...unplaced, ...reference }] }) })).toEqual(verdict);
  });

  it('is not guessed between a line id and a number that contradict each other', () => {
    const orders = [order(), order({ id: '8', poNumber: '8', lines: [orderLine({ id: '81' })] })];
    const contradicting = invoice({ lines: [invoiceLine({ poNumber: '8' })] });
    const result = matchInvoice(situation({ invoice: contradicting, orders }));
    expect(result.primary).toBe('ITEM_UNMATCHED');
    expect(result.exceptions[0]?.actual).toBe('its line id belongs to order 7, its order number to 8');
  });

  it('may be known by its number, which is not its id', () => {
    const orders = [order({ poNumber: 'EXT-4711' })];
    expect(verdictOnLine({ poNumber: 'EXT-4711' }, { orders })).toEqual(['matched']);
    expect(
      verdictOn({ orders, invoice: invoice({ lines: [{ ...unplaced, poNumber: 'EXT-4711' }] }) }),
    ).toEqual(['matched']);
  });

  it('is the supplier’s own where two have the same number', () => {
    const orders = [
      order({ id: '8', supplierId: '6', poNumber: 'A', lines: [orderLine({ id: '81' })] }),
      order({ poNumber: 'A' }),
    ];
    const byNumber = invoice({ lines: [{ ...unplaced, poNumber: 'A' }] });
    expect(verdictOn({ orders, invoice: byNumber })).toEqual(['matched']);
    const twins = orders.map((each) => ({ ...each, supplierId: '5' }));
    expect(verdictOn({ orders: twins, invoice: byNumber })).toEqual(['exception', 'ITEM_UNMATCHED']);
  });

  it('counts once when it is given twice', () => {
    const byNumber = invoice({ lines: [{ ...unplaced, poNumber: '7' }] });
    expect(verdictOn({ orders: [order(), order()], invoice: byNumber })).toEqual(['matched']);
  });
});

describe('the line of the order that is meant', () => {
  const lines = [
    orderLine({ id: '71', lineNumber: '1', description: 'Bearing 6204', partNumber: 'B-6204', itemId: '31' }),
    orderLine({ id: '72', lineNumber: '2', description: 'Bearing 6205', partNumber: 'B-6205', itemId: '32' }),
    orderLine({ id: '73', lineNumber: '3', description: 'Grease', price: '3.00' }),
    orderLine({ id: '74', lineNumber: '4', description: 'Grease', price: '4.00', quantity: '10' }),
    orderLine({ id: '75', lineNumber: '5', description: 'Grease', price: '4.00', quantity: '20' }),
  ];
  const placed = (line: object) => {
    const bare = { ...unplaced, poNumber: '7', description: 'something' };
    const [match] = matchInvoice(
      situation({ orders: [order({ lines })], invoice: invoice({ lines: [{ ...bare, ...line }] }) }),
    ).lines;
    return [match?.orderLineId, match?.assignmentMargin];
  };
  it.each<[string, object, [string | null, number | null]]>([
    ['the item', { itemId: '32' }, ['72', 1]],
    ['the part number, in any letter case', { partNumber: 'b-6205 ' }, ['72', 1]],
    ['the item before the description', { itemId: '31', description: 'Bearing 6205' }, ['71', 1]],
    ['the description', { description: ' bearing  6205' }, ['72', 1]],
    ['the description with the price', { description: 'Grease', price: '3.0' }, ['73', 1]],
    [
      'the description with price and quantity',
      { description: 'Grease', price: '4.00', quantity: '20.0' },
      ['75', 1],
    ],
    [
      'the first of two that are the same at the same price',
      { description: 'Grease', price: '4.00', quantity: '5' },
      ['74', 1],
    ],
    ['nothing, where the price fits none of several', { description: 'Grease', price: '5.00' }, [null, null]],
    ['nothing, where nothing is shared', {}, [null, null]],
    [
      'nothing, where the part number contradicts the description',
      { description: 'Bearing 6204', partNumber: 'B-9' },
      [null, null],
    ],
    ['the line number, whatever else it says', { orderLineNumber: '2', description: 'Grease' }, ['72', null]],
  ])('is told by %s', (_case, line, expected) => {
    expect(placed(line)).toEqual(expected);
  });

  it('is the only one there is, for the only line there is', () => {
    const freight = {
      ...unplaced,
      id: '12',
      lineNumber: '2',
      poNumber: '7',
      description: 'Freight',
      quantity: '1',
    };
    const bearing = { ...unplaced, poNumber: '7', description: 'Bearings' };
    expect(verdictOn({ invoice: invoice({ lines: [bearing] }) })).toEqual(['matched']);
    expect(verdictOn({ invoice: invoice({ lines: [bearing, freight] }) })).toEqual(['within_tolerance']);
    const pump = { ...bearing, id: '13', lineNumber: '3', description: 'Pump', price: '99.00' };
    expect(verdictOn({ invoice: invoice({ lines: [{ ...bearing, price: '50.00' }, pump] }) })).toEqual([
      'exception',
      'ITEM_UNMATCHED',
      'ITEM_UNMATCHED',
    ]);
    const other = { ...bearing, partNumber: 'B-1' };
    const orders = [order({ lines: [orderLine({ partNumber: 'B-2' })] })];
    expect(verdictOn({ orders, invoice: invoice({ lines: [other] }) })).toEqual([
      'exception',
      'ITEM_UNMATCHED',
    ]);
  });

  it('may belong to several orders on one invoice', () => {
    const orders = [order(), order({ id: '8', poNumber: '8', lines: [orderLine({ id: '81' })] })];
    const receipts = [receipt(), receipt({ id: '92', orderLineId: '81' })];
    const consolidated = invoice({
      lines: [invoiceLine(), invoiceLine({ id: '12', lineNumber: '2', orderLineId: '81' })],
    });
    expect(verdictOn({ orders, receipts, invoice: consolidated })).toEqual(['matched']);
  });

  it('does not exist for a line without an order beside lines that have one', () => {
    const extra = {
      ...unplaced,
      id: '12',
      lineNumber: '2',
      description: 'Pallet <b>fee</b>',
      price: '8.00',
      quantity: '1',
    };
    const result = matchInvoice(situation({ invoice: invoice({ lines: [invoiceLine(), extra] }) }));
    expect(result.exceptions).toMatchObject([
      {
        code: 'ITEM_UNMATCHED',
        level: 'line',
        line: '2',
        breachAmount: '8.00',
        explanation: 'Line 2 ("Pallet <b>fee</b>") names no order, though other lines do.',
      },
    ]);
    expect(result.lines.map(({ outcome }) => outcome)).toEqual(['matched', 'exception']);
    expect(result).toMatchObject({ atRisk: '8.00', payableNow: '312.50' });
  });

  it('is not missed on a line about nothing', () => {
    const empty = { ...unplaced, id: '12', lineNumber: '2', price: '0.00', quantity: '1' };
    expect(verdictOn({ invoice: invoice({ lines: [invoiceLine(), empty] }) })).toEqual(['matched']);
    expect(verdictOn({ invoice: invoice({ lines: [empty] }) })).toEqual(['exception', 'PO_MISSING']);
  });
});

describe('an order that cannot be billed', () => {
  it.each<[string, string, string[]]>([
    ['issued', 'issued', ['matched']],
    ['exported', 'exported', ['matched']],
    ['a status in capitals', 'Issued', ['matched']],
    ['no status given', '', ['matched']],
    ['closed', 'closed', ['exception', 'PO_CLOSED']],
    ['soft closed', 'soft_closed', ['exception', 'PO_CLOSED']],
    ['cancelled', 'cancelled', ['exception', 'PO_CLOSED']],
    ['canceled, as queries spell it', 'canceled', ['exception', 'PO_CLOSED']],
    ['a draft', 'draft', ['exception', 'PO_INVALID']],
    ['held for the buyer', 'buyer_hold', ['exception', 'PO_INVALID']],
    ['a status nobody knows', 'frozen', ['exception', 'PO_INVALID']],
  ])('%s', (_case, status, verdict) => {
    expect(verdictOn({ orders: [order({ status })] })).toEqual(verdict);
  });

  it('is told once, with every line that hangs on it', () => {
    const two = invoice({
      lines: [invoiceLine({ quantity: '10' }), invoiceLine({ id: '12', lineNumber: '2', quantity: '10' })],
    });
    const { exceptions } = matchInvoice(situation({ invoice: two, orders: [order({ status: 'closed' })] }));
    expect(exceptions).toMatchObject([
      {
        code: 'PO_CLOSED',
        level: 'header',
        line: null,
        lines: ['1', '2'],
        breachAmount: '250.00',
        explanation: 'Order 7 is closed.',
        sources: ['purchase_order/7'],
      },
    ]);
  });

  it('may be closed line by line', () => {
    const closed = (status: string) => ({ orders: [order({ lines: [orderLine({ status })] })] });
    expect(verdictOn(closed('soft_closed_for_invoicing'))).toEqual(['exception', 'PO_CLOSED']);
    expect(verdictOn(closed('soft_closed_for_receiving'))).toEqual(['matched']);
    expect(verdictOn(closed('received'))).toEqual(['matched']);
    expect(
      verdictOn({ orders: [order({ status: 'closed', lines: [orderLine({ status: 'closed' })] })] }),
    ).toEqual(['exception', 'PO_CLOSED']);
  });

  it('still takes goods back', () => {
    const credit = invoice({ documentType: 'credit_note', lines: [invoiceLine({ quantity: '-5' })] });
    expect(verdictOn({ invoice: credit, orders: [order({ status: 'closed' })] })).toEqual(['matched']);
    expect(
      verdictOn({ invoice: credit, orders: [order({ lines: [orderLine({ status: 'closed' })] })] }),
    ).toEqual(['matched']);
  });
});

describe('supplier and currency', () => {
  it('must be those of the order', () => {
    expect(verdictOn({ orders: [order({ supplierId: '6' })] })).toEqual(['exception', 'SUPPLIER_MISMATCH']);
    // Two records of one name are told by their ids; a sentence that says "from the same" helps nobody.
    expect(matchInvoice(situation({ orders: [order({ supplierId: '6' })] })).exceptions[0]).toMatchObject({
      expected: 'supplier 6',
      actual: 'supplier 5',
    });
    expect(verdictOn({ orders: [order({ currency: 'USD' })] })).toEqual(['exception', 'CURRENCY_MISMATCH']);
  });

  it('of another supplier explain all that is wrong on the order', () => {
    const input = { orders: [order({ supplierId: '6' })], receipts: [] };
    const { primary, exceptions, atRisk } = matchInvoice(situation(input));
    expect(primary).toBe('SUPPLIER_MISMATCH');
    expect(exceptions.map(({ code, consequenceOf }) => [code, consequenceOf?.code])).toEqual([
      ['SUPPLIER_MISMATCH', undefined],
      ['RECEIPT_MISSING', 'SUPPLIER_MISMATCH'],
    ]);
    expect(atRisk).toBe('312.50');
  });

  it('are compared by name only where an id is missing', () => {
    const { supplierId: _id, ...nameless } = order();
    expect(verdictOn({ orders: [{ ...nameless, supplierName: ' LAGERHAUS  nord' }] })).toEqual(['matched']);
    expect(verdictOn({ orders: [{ ...nameless, supplierName: 'Lagerhaus Süd' }] })).toEqual([
      'exception',
      'SUPPLIER_MISMATCH',
    ]);
    expect(verdictOn({ orders: [order({ supplierName: 'Another spelling' })] })).toEqual(['matched']);
  });

  it('never lead to a comparison of amounts across currencies', () => {
    const input = situation({
      orders: [order({ currency: 'USD' })],
      receipts: [],
      invoice: invoice({ lines: [invoiceLine({ price: '99' })] }),
    });
    const { exceptions, lines, payableNow } = matchInvoice(input);
    expect(exceptions).toMatchObject([{ code: 'CURRENCY_MISMATCH', expected: 'USD', actual: 'EUR' }]);
    expect(lines[0]).toMatchObject({ variances: [], mode: null, received: null });
    expect(payableNow).toBe('0.00');
  });

  it('of an order on which a line has no certain place is not asked before the place is', () => {
    const lines = [orderLine(), orderLine({ id: '72', lineNumber: '2', description: 'Nut' })];
    const { orderLineId: _id, ...loose } = invoiceLine({ poNumber: '7', description: 'Grease', price: '1' });
    const input = { orders: [order({ currency: 'USD', lines })], invoice: invoice({ lines: [loose] }) };
    expect(verdictOn(input)).toEqual(['exception', 'ITEM_UNMATCHED']);
  });

  it('may differ on one line of the order alone', () => {
    const lines = [orderLine(), orderLine({ id: '72', lineNumber: '2', currency: 'JPY' })];
    const two = invoice({
      lines: [invoiceLine(), invoiceLine({ id: '12', lineNumber: '2', orderLineId: '72' })],
    });
    const { exceptions } = matchInvoice(situation({ invoice: two, orders: [order({ lines })] }));
    expect(exceptions).toMatchObject([{ code: 'CURRENCY_MISMATCH', line: '2', expected: 'JPY' }]);
  });

  it('must be stated where the order states it', () => {
    const { currency: _currency, ...silent } = invoice();
    expect(verdictOn({ invoice: silent })).toEqual(['exception', 'FIELD_MISSING']);
    const { currency: _own, ...silentOrder } = order();
    expect(verdictOn({ invoice: silent, orders: [silentOrder] })).toEqual(['matched']);
  });
});

describe('a credit note', () => {
  const credit = (line: object, change: object = {}) =>
    invoice({ documentType: 'credit_note', lines: [{ ...invoiceLine(), ...line }], ...change });
  it.each<[string, object]>([
    ['of goods', { quantity: '-5' }],
    ['of all that was ordered', { quantity: '-100' }],
    ['of the price alone', { quantity: '5', price: '-1.00' }],
    ['printed without a minus', { quantity: '100', price: '99' }],
  ])('%s is no over-billing', (_case, line) => {
    expect(verdictOn({ invoice: credit(line), receipts: [] })).toEqual(['matched']);
  });

  it('of the price alone leaves the quantity to be billed where it is', () => {
    const lines = [
      invoiceLine({ quantity: '100' }),
      invoiceLine({ id: '12', lineNumber: '2', quantity: '100', price: '-0.50' }),
    ];
    expect(verdictOn({ invoice: invoice({ lines }) })).toEqual(['matched']);
    expect(matchInvoice(situation({ invoice: invoice({ lines }) })).lines[0]?.open).toBe('100');
  });

  it('must name what it credits', () => {
    const loose = { ...invoice({ documentType: 'credit_note' }), lines: [{ ...unplaced, quantity: '-1' }] };
    expect(verdictOn({ invoice: loose })).toEqual(['exception', 'CREDIT_UNREFERENCED']);
    expect(verdictOn({ invoice: { ...loose, originalInvoiceNumber: 'R-0' } })).toEqual([
      'exception',
      'CREDIT_UNREFERENCED',
    ]);
  });

  it('that bills a plus with two minus signs is no credit', () => {
    expect(verdictOnLine({ quantity: '-101', price: '-12.50' })).toEqual([
      'exception',
      'QTY_OVER_ORDERED',
      'QTY_OVER_RECEIVED',
    ]);
  });
});

describe('payment terms', () => {
  const on = (billed: string | undefined, ordered: string | undefined, change: object = {}) =>
    verdictOn({
      invoice: invoice({ ...(billed === undefined ? {} : { paymentTermCode: billed }), ...change }),
      orders: [order(ordered === undefined ? {} : { paymentTermCode: ordered })],
    });

  it('are those of the order, or one of the two does not say', () => {
    expect(on('Net 30', 'Net 30')).toEqual(['matched']);
    expect(on('net 30 ', 'Net 30')).toEqual(['matched']);
    expect(on(undefined, 'Net 30')).toEqual(['matched']);
    expect(on('Net 30', undefined)).toEqual(['matched']);
    expect(on('Net 30', ' ')).toEqual(['matched']);
  });

  it('differ, to our good or not: what was agreed counts', () => {
    expect(on('Net 10', 'Net 60')).toEqual(['exception', 'TERMS_MISMATCH']);
    expect(on('Net 60', 'Net 10')).toEqual(['exception', 'TERMS_MISMATCH']);
    const { exceptions, atRisk } = matchInvoice(
      situation({
        invoice: invoice({ paymentTermCode: 'Net 10' }),
        orders: [order({ paymentTermCode: 'Net 60' })],
      }),
    );
    expect(atRisk).toBe('0.00');
    expect(exceptions).toMatchObject([
      {
        code: 'TERMS_MISMATCH',
        level: 'header',
        line: null,
        expected: 'Net 60',
        actual: 'Net 10',
        breachAmount: null,
        explanation: 'The invoice has payment terms "Net 10", but order 7 was made with "Net 60".',
        counterfactual: 'Would match if its payment terms were "Net 60".',
        sources: ['purchase_order/7', 'invoice/1'],
      },
    ]);
  });

  it('are the least of what is wrong', () => {
    const both = matchInvoice(
      situation({
        invoice: invoice({ paymentTermCode: 'Net 10', lines: [invoiceLine({ price: '14.00' })] }),
        orders: [order({ paymentTermCode: 'Net 60' })],
      }),
    );
    expect(both.exceptions.map(({ code }) => code)).toEqual(['PRICE_OVER', 'TERMS_MISMATCH']);
  });

  it('of a credit note are nobody’s concern, nor those of another supplier’s order', () => {
    expect(on('Net 10', 'Net 60', { documentType: 'credit_note' })).toEqual(['matched']);
    const result = matchInvoice(
      situation({
        invoice: invoice({ paymentTermCode: 'Net 10', supplierId: '6' }),
        orders: [order({ paymentTermCode: 'Net 60' })],
      }),
    );
    expect(result.exceptions.map(({ code }) => code)).not.toContain('TERMS_MISMATCH');
  });
});
