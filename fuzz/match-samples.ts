// Situations in Coupa's own shapes with everything in them that the matcher reads, for the fuzzer to change.

const head = {
  status: 'draft',
  'invoice-date': '2026-04-01',
  supplier: { id: 5, name: 'Lagerhaus Nord' },
  currency: { code: 'EUR' },
};
const pieces = { type: 'InvoiceQuantityLine', description: 'Bearing 6204', quantity: '10', price: '10.00' };
const ordered = {
  id: 7,
  'po-number': '7',
  status: 'issued',
  supplier: head.supplier,
  currency: head.currency,
};
const orderLine = {
  id: 71,
  'line-num': '1',
  type: 'OrderQuantityLine',
  description: 'Bearing 6204',
  quantity: '10',
  price: '10.00',
  uom: { code: 'EA' },
};
const came = {
  id: 91,
  type: 'ReceivingQuantityConsumption',
  status: 'created',
  quantity: '10',
  'order-line': { id: 71 },
  uom: { code: 'EA' },
  'transaction-date': '2026-03-20',
};
const sum = (total: string) => ({ type: 'InvoiceAmountLine', price: total, total });

/** An ordinary delivery: charges, tax, a second delivery, an earlier invoice and a credit note for it. */
const delivery = {
  invoice: {
    ...head,
    id: 1,
    'invoice-number': 'R-1001',
    'payment-term': { code: 'N30' },
    'tax-amount': '19.00',
    'gross-total': '169.00',
    'shipping-amount': '50.00',
    'handling-amount': '0',
    'misc-amount': '0',
    'tax-lines': [{ rate: '19', amount: '19.00', 'taxable-amount': '100.00' }],
    'delivery-number': 'LS-1',
    'invoice-lines': [
      { ...pieces, 'line-num': 1, 'order-line-id': 71, uom: { code: 'EA' }, total: '100.00' },
      {
        ...pieces,
        'line-num': 2,
        'order-line-id': 71,
        quantity: '-1',
        price: '0.50',
        'adjustment-type': 'price',
      },
    ],
  },
  purchase_orders: [
    {
      ...ordered,
      version: 2,
      'created-at': '2026-03-01T09:00:00+01:00',
      'payment-term': { code: 'N30' },
      'shipping-term': { code: 'EXW' },
      contract: { id: 3, number: 'C-3', 'start-date': '2026-01-01', 'end-date': '2026-12-31' },
      'order-lines': [orderLine],
    },
    { ...ordered, version: 1, 'order-lines': [{ ...orderLine, price: '9.00' }] },
  ],
  receipts: [
    { ...came, 'match-reference': 'LS-1', 'inspection-code': { code: 'ACCEPT' } },
    { ...came, id: 92, type: 'ReceivingQuantityReturnToSupplier', quantity: '1' },
    { ...came, id: 93, quantity: '2', 'voided-value': '1' },
  ],
  earlier_invoices: [
    {
      ...head,
      id: 2,
      'invoice-number': 'R-1000',
      status: 'approved',
      'gross-total': '20.00',
      'created-at': '2026-03-28T09:00:00Z',
      'invoice-lines': [{ ...pieces, quantity: '2', 'order-line-id': 71 }],
    },
    {
      ...head,
      id: 3,
      'invoice-number': 'G-1000',
      'is-credit-note': true,
      'original-invoice-number': 'R-1000',
      'gross-total': '-20.00',
      status: 'approved',
      'invoice-lines': [{ ...pieces, quantity: '-2', 'order-line-id': 71 }],
    },
  ],
  as_of: '2026-04-02',
};

/** Lines that name an order and no line of it, in other units and words, beside charges and accounts. */
const loose = {
  invoice: {
    ...head,
    id: 1,
    'invoice-number': 'R-1001',
    'gross-total': '1000.05',
    'invoice-lines': [
      {
        ...pieces,
        description: 'Brg 6204 2RS',
        quantity: '5',
        price: '42.00',
        uom: { code: 'CS' },
        'po-number': 'PO-4711003',
        'source-part-num': 'B-6204',
      },
      {
        ...pieces,
        description: 'Docking station',
        quantity: '3500',
        price: '18.40',
        total: '64.40',
        'po-number': '4711003',
      },
      {
        ...pieces,
        description: 'Cheese',
        quantity: '4',
        uom: { code: 'BX' },
        price: '5.00',
        'net-weight': '81.5',
        'weight-uom': { code: 'KG' },
        'price-per-uom': '5.00',
        total: '407.50',
        'po-number': '4711008',
      },
      {
        ...pieces,
        description: 'Cable',
        'discount-amount': '25.00',
        price: '12.50',
        total: '100.00',
        'delivery-note-number': 'LS-2',
      },
      { ...sum('30.00'), description: 'Freight charges' },
      { ...sum('-100.00'), description: 'Less deposit invoice D-1' },
      { ...sum('-50.00'), description: 'Retention 10 %' },
      { ...sum('-2.00'), description: '2 % Skonto' },
      { ...sum('0.05'), description: 'Rounding' },
    ],
  },
  purchase_orders: [
    {
      ...ordered,
      'po-number': '4711003',
      'order-lines': [
        {
          ...orderLine,
          quantity: '120',
          price: '1.75',
          'source-part-num': 'B 6204',
          item: { id: 4, 'item-number': 'B-6204' },
        },
        {
          ...orderLine,
          id: 72,
          'line-num': '2',
          description: 'Dock USB-C',
          quantity: '3500',
          price: '0.0184',
          'match-type': 'direct_matching',
        },
        {
          ...orderLine,
          id: 73,
          'line-num': '3',
          description: 'Cheese',
          price: '5.00',
          quantity: '100',
          uom: { code: 'KG' },
        },
        { ...orderLine, id: 74, 'line-num': '4', description: 'Cable' },
        { ...orderLine, id: 75, 'line-num': '5', description: 'Cable' },
        {
          id: 76,
          'line-num': '6',
          type: 'OrderAmountLine',
          description: 'Freight',
          price: '30.00',
          total: '30.00',
          'receipt-required': false,
        },
      ],
    },
  ],
  receipts: [
    { ...came, quantity: '120' },
    { ...came, id: 92, quantity: '3500', 'order-line': { id: 72 }, 'match-reference': 'LS-9' },
    { ...came, id: 93, quantity: '81.5', uom: { code: 'KG' }, 'order-line': { id: 73 } },
    {
      ...came,
      id: 94,
      'order-line': { id: 74 },
      'match-reference': 'LS-2',
      'asn-header': { 'asn-number': 'A-1' },
    },
  ],
  earlier_invoices: [
    {
      ...head,
      id: 2,
      'invoice-number': 'D-1',
      status: 'approved',
      'invoice-lines': [{ ...sum('100.00'), description: 'Deposit 30 %', 'po-number': '4711003' }],
    },
  ],
  uom_conversions: [
    { from: 'CS', to: 'BX', factor: 2 },
    { from: 'BX', to: 'EA', factor: '12' },
    { from: 'EA', to: 'CS', factor: '0.0416666666666666' },
  ],
};

/** Sums against a blanket order of a period, and a credit note that gives some of them back. */
const services = {
  invoice: {
    ...head,
    id: 1,
    'invoice-number': 'G-2001',
    'is-credit-note': true,
    'original-invoice-number': 'R-0900',
    'invoice-lines': [{ ...sum('-400.00'), description: 'Consulting April', 'order-line-id': 71 }],
  },
  purchase_orders: [
    {
      ...ordered,
      'order-lines': [
        {
          id: 71,
          'line-num': '1',
          type: 'OrderAmountLine',
          description: 'Consulting',
          price: '10000.00',
          total: '10000.00',
          period: { name: '2026', 'start-date': '2026-01-01', 'end-date': '2026-12-31' },
        },
      ],
    },
  ],
  receipts: [
    {
      id: 91,
      type: 'ReceivingAmountConsumption',
      total: '500.00',
      status: 'created',
      'order-line': { id: 71 },
    },
  ],
  earlier_invoices: [
    {
      ...head,
      id: 2,
      'invoice-number': 'R-0900',
      status: 'approved',
      'invoice-lines': [{ ...sum('500.00'), description: 'Consulting April', 'order-line-id': 71 }],
    },
  ],
  tolerances: {
    format: 1,
    name: 'Ours',
    currency: 'USD',
    rates: { EUR: '0.9' },
    limits: {
      priceOver: { mode: 'cap', rate: '0.02', amount: '50' },
      priceUnder: { mode: 'rate', rate: '0.10' },
      quantityOverReceived: { mode: 'rate', rate: '0' },
      quantityOverOrdered: { mode: 'rate', rate: '0' },
      lineAmountOver: { mode: 'any', rate: '0.01', amount: '5' },
      freightOver: { mode: 'any', rate: '0.03', amount: '50' },
      handlingOver: { mode: 'amount', amount: '0' },
      miscChargeOver: { mode: 'amount', amount: '0' },
    },
    scoped: [
      {
        name: 'Nord',
        supplierIds: ['5'],
        from: '2026-01-01',
        limits: { lineAmountOver: { mode: 'rate', rate: '0' } },
      },
    ],
    rounding: { perLine: '0.01', max: '0.05', maxWithoutDecimals: '1.00' },
    documentCap: '250',
    orderToDateOver: { mode: 'cap', rate: '0.01', amount: '1000' },
    daysOutsideTerm: '5',
    deliveryEarlyValue: { mode: 'amount', amount: '100000' },
  },
};

export const MATCH_SAMPLES: readonly object[] = [delivery, loose, services];
