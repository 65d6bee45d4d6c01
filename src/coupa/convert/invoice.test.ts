import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '#kernel/decimal.ts';
import { PurserError } from '#kernel/errors.ts';
import { type ExactJson, readExactJson } from '#kernel/exact-json.ts';
import { parseCoupaInvoice } from './invoice.ts';

const parse = (fields: Record<string, unknown>) =>
  parseCoupaInvoice(readExactJson(JSON.stringify({ id: 4711, ...fields }), 'test'), 'invoice 4711');
const line = (fields: Record<string, unknown>) => parse({ 'invoice-lines': [{ id: 1, ...fields }] }).lines[0];

describe('an invoice as a tenant sends it', () => {
  const wire = `{
    "id": 92010, "created-at": "2024-04-01T02:16:48+03:00", "updated-at": "2024-04-01T02:19:09+03:00",
    "invoice-date": "2024-04-01T00:00:00+03:00", "net-due-date": "2024-04-11T00:00:00+03:00",
    "invoice-number": " 2024-0017 ", "status": "pending_receipt", "document-type": "Invoice", "is-credit-note": false,
    "line-level-taxation": false, "gross-total": "121.00", "tax-amount": "21.00", "shipping-amount": null,
    "exported": false, "paid": false, "currency": {"id": 1, "code": "eur"}, "payment-term": {"id": 2, "code": "2/10 Net 30"},
    "supplier": {"id": 8819, "name": "Grünwald Präzision GmbH", "number": null}, "account-type": {"name": "Halden DE"},
    "requested-by": {"id": 5}, "created-by": {"id": 6}, "updated-by": {"id": 7},
    "custom-fields": {"document-date": "", "cost-object": {"id": 9, "name": "X", "external-ref-code": "205"}, "urgent": true},
    "failed-tolerances": [{"id": 1, "code": "price_tolerance", "resolved": false, "breach-amount": "5.00", "breach-limit": "2%"}],
    "invoice-lines": [{
      "id": 350285, "line-num": 1, "type": "InvoiceQuantityLine", "description": "Welle Ø 20", "quantity": "2.0",
      "price": "50.00", "total": "100.00", "po-number": "4187", "order-line-id": 6105, "order-line-num": "1",
      "uom": {"code": "EA"}, "source-part-num": "W-20", "commodity": {"name": "Drive parts"}, "account": {"code": "3004-1"},
      "failed-tolerances": [{"code": "quantity_tolerance", "resolved": true, "breach-amount": "1.0"}],
      "a-column-of-next-year": {"x": 1}
    }]
  }`;

  it('becomes ours, with nothing lost and nothing invented', () => {
    expect(parseCoupaInvoice(readExactJson(wire, 'test'), 'invoice')).toEqual({
      id: '92010',
      invoiceNumber: '2024-0017',
      status: 'pending_receipt',
      documentType: 'invoice',
      supplierId: '8819',
      supplierName: 'Grünwald Präzision GmbH',
      currency: 'EUR',
      invoiceDate: '2024-04-01',
      netDueDate: '2024-04-11',
      paymentTermCode: '2/10 Net 30',
      grossTotal: '121.00',
      taxTotal: '21.00',
      entityName: 'Halden DE',
      requesterId: '5',
      createdById: '6',
      updatedById: '7',
      exported: false,
      paid: false,
      createdAt: '2024-03-31T23:16:48.000Z',
      updatedAt: '2024-03-31T23:19:09.000Z',
      lines: [
        {
          id: '350285',
          lineNumber: '1',
          kind: 'quantity',
          description: 'Welle Ø 20',
          quantity: '2.0',
          price: '50.00',
          total: '100.00',
          unitOfMeasure: 'EA',
          orderLineId: '6105',
          poNumber: '4187',
          orderLineNumber: '1',
          partNumber: 'W-20',
          commodity: 'Drive parts',
          accountCode: '3004-1',
        },
      ],
      failedTolerances: [
        { id: '1', code: 'price_tolerance', resolved: false, breachAmount: '5.00', breachLimitText: '2%' },
        { code: 'quantity_tolerance', resolved: true, lineId: '350285', breachAmount: '1.0' },
      ],
      customFields: { 'cost-object': '205', urgent: 'true' },
    });
  });
});

describe('what may be missing', () => {
  it('everything but the id', () => {
    expect(parse({})).toEqual({
      id: '4711',
      invoiceNumber: '',
      status: '',
      documentType: 'invoice',
      exported: false,
      paid: false,
      updatedAt: '1970-01-01T00:00:00.000Z',
      lines: [],
      failedTolerances: [],
      customFields: {},
    });
  });

  it('references that point nowhere', () => {
    const nothing = {
      supplier: null,
      currency: null,
      'payment-term': null,
      'invoice-lines': null,
      'custom-fields': null,
    };
    expect(parse(nothing)).toEqual(parse({}));
    expect(parse({ supplier: {}, currency: {} })).toEqual(parse({}));
  });

  it('an unknown status and an unknown tolerance pass through', () => {
    const found = parse({ status: 'awaiting_moon', 'failed-tolerances': [{ code: 'lunar' }, {}] });
    expect(found.status).toBe('awaiting_moon');
    expect(found.failedTolerances.map(({ code }) => code)).toEqual(['lunar', 'unknown']);
  });

  it('a failed tolerance keeps what Coupa says about its resolution, its figures and its times', () => {
    const [found, plain] = parse({
      'failed-tolerances': [
        {
          id: 8,
          code: 'unit_price',
          resolved: true,
          'resolution-strategy': 'manual',
          'breach-amount': ' 0.75 EUR ',
          'breach-limit': 0.3,
          'breach-detail-1': 'Order price 12.50',
          'breach-detail-3': 'x',
          'created-at': '2026-04-01T10:00:00+02:00',
          'updated-at': '2026-04-02T10:00:00+02:00',
        },
        { code: 'c', 'breach-amount': ' ', 'breach-limit': '', 'updated-at': 'yesterday' },
      ],
    }).failedTolerances;
    expect(found).toEqual({
      id: '8',
      code: 'unit_price',
      resolved: true,
      resolution: 'manual',
      breachAmountText: '0.75 EUR',
      breachLimit: '0.3',
      details: ['Order price 12.50', 'x'],
      createdAt: '2026-04-01T08:00:00.000Z',
      updatedAt: '2026-04-02T08:00:00.000Z',
    });
    expect(plain).toEqual({ code: 'c', resolved: false });
  });

  it('a failed tolerance at the head names its line when it fails on one, and is open unless said to be resolved', () => {
    const at = (type: string) => ({ code: 'c', 'failable-type': type, 'failable-id': 77 });
    expect(parse({ 'failed-tolerances': [at('InvoiceLine'), at('InvoiceHeader')] }).failedTolerances).toEqual(
      [
        { code: 'c', resolved: false, lineId: '77' },
        { code: 'c', resolved: false },
      ],
    );
  });

  it('a currency that is no code is no currency', () => {
    for (const code of ['', 'EURO', 'E1R', '€'])
      expect(parse({ currency: { code } }).currency).toBeUndefined();
  });
});

describe('lines', () => {
  it('an amount line has its amount as price and no quantity', () => {
    expect(line({ type: 'InvoiceAmountLine', quantity: null, total: '100.00' })).toMatchObject({
      kind: 'amount',
      price: '100.00',
    });
    expect(
      line({ type: 'InvoiceAmountLine', quantity: '1.0', price: '80.00', total: '80.00' }),
    ).not.toHaveProperty('quantity');
  });

  it('one of unknown type goes by whether it has a quantity', () => {
    expect(line({ type: 'InvoiceMoonLine', quantity: '2' })?.kind).toBe('quantity');
    expect(line({ price: '2' })?.kind).toBe('amount');
  });

  it('a quantity line without a quantity stays one, and says so by having none', () => {
    expect(line({ type: 'InvoiceQuantityLine', price: '2' })).toEqual({
      id: '1',
      lineNumber: '1',
      kind: 'quantity',
      description: '',
      price: '2',
    });
  });

  it('the order is known by its number in either field', () => {
    expect(line({ 'order-header-num': '4187' })?.poNumber).toBe('4187');
    expect(line({ 'po-number': 'EXT-1', 'order-header-num': '4187' })?.poNumber).toBe('EXT-1');
  });
});

describe('tax and charges', () => {
  const lines = [
    { id: 1, 'tax-amount': '0.00', 'tax-lines': [{ amount: '19.00' }, { amount: '0.10' }] },
    { id: 2, 'tax-amount': '7.00' },
  ];
  const charges = [
    { type: 'InvoiceShippingCharge', total: '10.00', 'tax-lines': [{ amount: '1.90' }] },
    { type: 'InvoiceShippingCharge', total: '2.50' },
    { type: 'InvoiceMiscCharge', total: '1.00' },
  ];

  it('by line are added up, charges included', () => {
    const found = parse({
      'line-level-taxation': true,
      'tax-amount': '0.00',
      'invoice-lines': lines,
      'invoice-charges': charges,
    });
    expect(found).toMatchObject({ taxTotal: '28', shippingAmount: '12.5', miscAmount: '1.00' });
    expect(found.lines.map(({ taxAmount }) => taxAmount)).toEqual(['19.1', '7.00']);
    expect(found).not.toHaveProperty('handlingAmount');
  });

  it('at the head are what the head says', () => {
    const head = {
      'line-level-taxation': false,
      'tax-amount': '5.00',
      'shipping-amount': '3.00',
      'invoice-lines': lines,
    };
    expect(parse(head)).toMatchObject({ taxTotal: '5.00', shippingAmount: '3.00' });
  });
});

it('a credit note is told by either of Coupa’s words', () => {
  expect(parse({ 'document-type': 'Credit Note' }).documentType).toBe('credit_note');
  expect(parse({ 'is-credit-note': 'true' }).documentType).toBe('credit_note');
  expect(parse({ 'document-type': 'Invoice', 'is-credit-note': false }).documentType).toBe('invoice');
});

describe('what cannot be read is named', () => {
  it.each([
    [
      '{"id":1,"invoice-lines":[{"id":2},{"id":3,"price":1e400}]}',
      'invoice-lines[1].price: expected a decimal number such as 1250.00, found "1e400"',
    ],
    ['{"id":1,"gross-total":"abc"}', 'gross-total: expected a decimal number such as 1250.00, found "abc"'],
    ['{"id":1,"invoice-lines":{"invoice-line":[]}}', 'invoice-lines: expected a list, found an object'],
    ['{"id":1,"supplier":"ACME"}', 'supplier: expected an object, found "ACME"'],
    ['{"id":1,"supplier":{"id":"x"}}', 'supplier.id: expected an id of digits, found "x"'],
    [
      '{"id":1,"invoice-date":"01.04.2026"}',
      'invoice-date: expected a date such as 2026-04-01, found "01.04.2026"',
    ],
    ['{"id":1,"invoice-lines":[null]}', 'invoice-lines[0]: expected an object, found "null"'],
    ['{"invoice-number":"1"}', 'id: expected an id of digits, found nothing'],
  ])('%s', (json, says) => {
    expect(() => parseCoupaInvoice(readExactJson(json, 'test'), 'invoice 1')).toThrow(
      expect.objectContaining({ code: 'coupa_shape', retryable: false, message: `invoice 1, ${says}.` }),
    );
  });

  it('as a whole, when it is no object at all', () => {
    for (const json of ['[]', 'null', '"x"', 'true']) {
      expect(() => parseCoupaInvoice(readExactJson(json, 'test'), 'invoice 1')).toThrow(
        'invoice 1: expected an invoice object',
      );
    }
  });

  it('with at most five faults and sixty characters of what was found', () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ id: i, price: 'x'.repeat(500) }));
    const error = attempt({ id: '1', 'invoice-lines': many as unknown as ExactJson });
    expect(error?.details.issues).toHaveLength(5);
    expect(error?.message.length).toBeLessThan(200);
  });
});

function attempt(json: ExactJson): PurserError | undefined {
  try {
    parseCoupaInvoice(json, 'invoice');
  } catch (thrown) {
    if (thrown instanceof PurserError) return thrown;
    throw thrown;
  }
  return undefined;
}

describe('for any input', () => {
  const leaf = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.string(),
    fc.stringMatching(/^-?\d{1,25}(\.\d{1,9})?(e\d{1,3})?$/),
  );
  const keys = [
    'id',
    'invoice-number',
    'supplier',
    'currency',
    'code',
    'name',
    'gross-total',
    'invoice-lines',
    'price',
  ];
  const names = fc.oneof(
    fc.constantFrom(...keys, 'custom-fields', 'tax-lines', 'updated-at', '__proto__'),
    fc.string(),
  );
  const { tree } = fc.letrec<{ tree: ExactJson }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(names, tie('tree'), { maxKeys: 8 }) as fc.Arbitrary<ExactJson>,
    ),
  }));

  it('the answer is an invoice or `coupa_shape`, and nothing else ever happens', () => {
    fc.assert(
      fc.property(fc.dictionary(names, tree, { maxKeys: 12 }), fc.boolean(), (fields, withId) => {
        const error = attempt((withId ? { ...fields, id: '1' } : fields) as ExactJson);
        expect(error === undefined || error.code === 'coupa_shape').toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('digits are never lost: ids and amounts come out as they went in', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,18}$/);
    const money = fc
      .tuple(fc.stringMatching(/^-?\d{1,20}$/), fc.stringMatching(/^\d{1,10}$/))
      .map(([a, b]) => `${a}.${b}`);
    fc.assert(
      fc.property(digits, digits, money, money, (invoiceId, lineId, total, price) => {
        const json = `{"id":${invoiceId},"gross-total":"${total}","invoice-lines":[{"id":${lineId},"quantity":1,"price":"${price}"}]}`;
        const found = parseCoupaInvoice(readExactJson(json, 'test'), 'invoice');
        expect([found.id, found.grossTotal, found.lines[0]?.id, found.lines[0]?.price]).toEqual([
          invoiceId,
          total,
          lineId,
          price,
        ]);
        expect(decimal(found.grossTotal ?? '').eq(decimal(total))).toBe(true);
      }),
    );
  });
});
