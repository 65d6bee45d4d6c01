import { expect, it } from 'vitest';
import { readExactJson } from '#kernel/exact-json.ts';
import { parseCoupaPurchaseOrder } from './purchase-order.ts';

const parse = (fields: Record<string, unknown>) =>
  parseCoupaPurchaseOrder(
    readExactJson(JSON.stringify({ id: 4187, ...fields }), 'test'),
    'purchase order 4187',
  );
const usd = { currency: { code: 'USD' } };

it('an order as a tenant sends it becomes ours', () => {
  const found = parse({
    'po-number': 'EXTPO-701',
    status: 'issued',
    version: 2,
    'internal-revision': 5,
    'created-at': '2025-01-08T23:14:54-08:00',
    'updated-at': '2025-01-09T02:14:54-08:00',
    supplier: { id: 728, name: 'BB' },
    'ship-to-user': { id: 1397 },
    'created-by': { id: 1395 },
    'order-lines': [
      {
        id: 27509,
        'line-num': '1',
        type: 'OrderQuantityLine',
        status: 'created',
        quantity: '5.0',
        price: '100.00',
        total: '500.00',
        received: '2.0',
        invoiced: '0.0',
        'receipt-required': true,
        'match-type': '3-way',
        uom: { code: 'EA' },
        ...usd,
      },
      { id: 27510, type: 'OrderAmountLine', total: '80.00', received: '80.00', invoiced: '0.0', ...usd },
    ],
  });
  expect(found).toEqual({
    id: '4187',
    poNumber: 'EXTPO-701',
    status: 'issued',
    supplierId: '728',
    supplierName: 'BB',
    currency: 'USD',
    version: '2',
    internalRevision: '5',
    orderDate: '2025-01-08',
    requesterId: '1397',
    buyerId: '1395',
    createdAt: '2025-01-09T07:14:54.000Z',
    updatedAt: '2025-01-09T10:14:54.000Z',
    lines: [
      {
        id: '27509',
        lineNumber: '1',
        kind: 'quantity',
        description: '',
        status: 'created',
        quantity: '5.0',
        price: '100.00',
        total: '500.00',
        unitOfMeasure: 'EA',
        matchType: '3-way',
        isReceiptRequired: true,
      },
      { id: '27510', lineNumber: '2', kind: 'amount', description: '', price: '80.00', total: '80.00' },
    ],
  });
});

it('an order made in Coupa is known by its id', () => {
  expect(parse({})).toEqual({
    id: '4187',
    poNumber: '4187',
    status: '',
    updatedAt: '1970-01-01T00:00:00.000Z',
    lines: [],
  });
});

it('who asked for it is the requester, else the requisition’s, else who gets it', () => {
  const requisition = { 'requisition-header': { 'requested-by': { id: 2 } }, 'ship-to-user': { id: 3 } };
  expect(parse({ requester: { id: 1 }, ...requisition }).requesterId).toBe('1');
  expect(parse(requisition).requesterId).toBe('2');
  expect(parse({ 'requisition-header': null, 'ship-to-user': { id: 3 } }).requesterId).toBe('3');
});

it('the currency at the head counts; a line names its own only where it differs', () => {
  const found = parse({
    currency: { code: 'EUR' },
    'order-lines': [
      { id: 1, ...usd },
      { id: 2, currency: { code: 'EUR' } },
    ],
  });
  expect(found.currency).toBe('EUR');
  expect(found.lines.map(({ currency }) => currency)).toEqual(['USD', undefined]);
});

it('lines that do not agree give the order no currency', () => {
  const found = parse({
    'order-lines': [
      { id: 1, ...usd },
      { id: 2, currency: { code: 'EUR' } },
    ],
  });
  expect(found).not.toHaveProperty('currency');
  expect(found.lines.map(({ currency }) => currency)).toEqual(['USD', 'EUR']);
});

it('counters that Coupa moves unseen are not read, a price that is no number is refused', () => {
  const counted = { id: 1, quantity: '1', received: 'partly', invoiced: '7.0' };
  expect(parse({ 'order-lines': [counted] })).toEqual(parse({ 'order-lines': [{ id: 1, quantity: '1' }] }));
  expect(() => parse({ 'order-lines': [{ id: 1, price: 'dear' }] })).toThrow(
    'purchase order 4187, order-lines[0].price: expected a decimal number such as 1250.00, found "dear".',
  );
});

it('carries what invoices, deliveries and contracts call it by', () => {
  const found = parse({
    'shipping-term': { code: 'EXW' },
    'ship-to-address': { id: 44 },
    contract: { id: 7, number: '5' },
    'order-lines': [
      {
        id: 1,
        'supp-aux-part-num': 'W-20/B',
        'manufacturer-part-number': 'MPN-1',
        'supplier-order-number': 'AB-778',
        'external-reference-number': 'SOW-3',
        'service-type': 'amount_deliverable',
        'need-by-date': '2026-05-01T00:00:00-08:00',
        contract: { id: 8, name: 'Rollers', 'end-date': '2026-12-31T00:00:00-08:00', status: 'published' },
        period: { name: 'FY26', 'start-date': '2026-01-01', 'end-date': '2026-12-31' },
        'accounting-total': '108.0000',
        'accounting-total-currency': { code: 'EUR' },
      },
    ],
  });
  expect(found).toMatchObject({
    shippingTermCode: 'EXW',
    shipToAddressId: '44',
    contract: { id: '7', number: '5' },
    lines: [
      {
        auxPartNumber: 'W-20/B',
        manufacturerPartNumber: 'MPN-1',
        supplierOrderNumber: 'AB-778',
        externalReferenceNumber: 'SOW-3',
        serviceType: 'amount_deliverable',
        needByDate: '2026-05-01',
        contract: { id: '8', name: 'Rollers', endDate: '2026-12-31', status: 'published' },
        periodName: 'FY26',
        periodStart: '2026-01-01',
        periodEnd: '2026-12-31',
        accountingTotal: '108.0000',
        accountingCurrency: 'EUR',
      },
    ],
  });
});
