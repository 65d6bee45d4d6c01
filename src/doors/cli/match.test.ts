import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STARTER_POLICY } from '#domain/matching/tolerance.ts';
import { matchCommand } from './match.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'purser match '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function collector() {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, read: () => text };
}

async function run(argv: readonly string[], stdin = '') {
  const [out, err] = [collector(), collector()];
  const input = stdin === '' ? new PassThrough().end() : Readable.from([Buffer.from(stdin)]);
  const code = await matchCommand(argv, { stdin: input, stdout: out.stream, stderr: err.stream });
  return { code, out: out.read(), err: err.read() };
}

async function answer(input: unknown) {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const { code, out, err } = await run(['-', '--json'], text);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
}

// Two invoices as a trimmed integration sends them: no number, no supplier, no line numbers; the first asks for
// 500.00 more than its only line and states no tax.
const usd = { code: 'USD' };
const laptopInvoice = {
  id: 81001,
  status: 'pending_receipt',
  'total-with-taxes': '1550.00',
  currency: usd,
  'invoice-lines': [
    {
      id: 1,
      description: 'laptop',
      quantity: '1.0',
      price: '1050.00',
      total: '1050.00',
      'po-number': '52',
      'order-line-id': 521,
    },
  ],
};
const keyboardInvoice = {
  id: 81002,
  status: 'pending_receipt',
  'total-with-taxes': '800.00',
  currency: usd,
  'invoice-lines': [
    {
      id: 2,
      description: 'keyboards',
      quantity: '2.0',
      price: '400.00',
      total: '800.00',
      'po-number': '53',
      'order-line-id': 531,
    },
  ],
};
const orders = [
  {
    id: 52,
    'po-number': '52',
    status: 'issued',
    currency: usd,
    supplier: { id: 1, name: 'test' },
    'order-lines': [
      {
        id: 521,
        description: 'laptop',
        quantity: '1.0',
        price: '1050.00',
        total: '1050.00',
        type: 'OrderQuantityLine',
      },
    ],
  },
  {
    id: 53,
    'po-number': '53',
    status: 'issued',
    currency: usd,
    supplier: { id: 1, name: 'test' },
    'order-lines': [
      {
        id: 531,
        description: 'keyboards',
        quantity: '2.0',
        price: '400.00',
        total: '800.00',
        type: 'OrderQuantityLine',
      },
    ],
  },
];
const receipts = [
  {
    id: 901,
    status: 'received',
    price: '1050.00',
    quantity: '1.0',
    total: '1050.00',
    'order-line': { id: 521 },
  },
  {
    id: 902,
    status: 'received',
    price: '400.00',
    quantity: '2.0',
    total: '800.00',
    'order-line': { id: 531 },
  },
];

describe('two trimmed invoices with orders and receipts', () => {
  it('pass line by line', async () => {
    const [first, second] = await Promise.all(
      [laptopInvoice, keyboardInvoice].map((invoice) =>
        answer({ invoice, purchase_orders: orders, receipts }),
      ),
    );
    expect(second).toMatchObject({ outcome: 'matched', primary: null, exceptions: [] });
    expect([...first.lines, ...second.lines].map((line: { outcome: string }) => line.outcome)).toEqual([
      'matched',
      'matched',
    ]);
  });

  it('of which the first asks for more than its lines, told at header level alone', async () => {
    const { exceptions, primary, lines } = await answer({
      invoice: laptopInvoice,
      purchase_orders: orders,
      receipts,
    });
    expect(primary).toBe('TOTAL_UNBALANCED');
    expect(exceptions).toMatchObject([
      {
        code: 'TOTAL_UNBALANCED',
        level: 'header',
        line: null,
        breach_amount: '500.00',
        breach_limit: '0.01',
      },
    ]);
    expect(lines[0]).toMatchObject({ line: 1, order_line_id: '521', assignment_margin: null, variances: [] });
  });

  it('are blocked without receipts', async () => {
    for (const invoice of [laptopInvoice, keyboardInvoice]) {
      const { outcome, primary } = await answer({ invoice, purchase_orders: orders, receipts: [] });
      expect([outcome, primary]).toEqual(['exception', 'RECEIPT_MISSING']);
    }
  });

  it('are blocked with a voided receipt', async () => {
    const voided = receipts.map((each) => ({ ...each, status: 'voided' }));
    expect(
      await answer({ invoice: keyboardInvoice, purchase_orders: orders, receipts: voided }),
    ).toMatchObject({ primary: 'RECEIPT_MISSING' });
  });
});

describe('what the file may say beside', () => {
  const base = { invoice: keyboardInvoice, purchase_orders: orders, receipts };

  it.each([
    ['approved', 'QTY_OVER_ORDERED'],
    ['pending_approval', 'QTY_OVER_ORDERED'],
    ['voided', null],
    ['abandoned', null],
    ['rejected', null],
  ])('an earlier invoice that is %s', async (status, primary) => {
    const earlier = { ...keyboardInvoice, id: 80000, status };
    expect((await answer({ ...base, earlier_invoices: [earlier] })).primary).toBe(primary);
  });

  it('an earlier credit note, which makes room', async () => {
    const earlier = { ...keyboardInvoice, id: 80000, status: 'approved' };
    const credit = { ...earlier, id: 80001, 'document-type': 'Credit Note' };
    expect((await answer({ ...base, earlier_invoices: [earlier, credit] })).outcome).toBe('matched');
  });

  it('the invoice itself among the earlier ones', async () => {
    expect((await answer({ ...base, earlier_invoices: [keyboardInvoice] })).outcome).toBe('matched');
  });

  it('conversions of units, as numbers or as text', async () => {
    const boxed = {
      ...keyboardInvoice,
      'invoice-lines': keyboardInvoice['invoice-lines'].map((line) => ({
        ...line,
        uom: { code: 'BX' },
        quantity: '1',
        price: '800.00',
      })),
    };
    const eached = orders.map((order) => ({
      ...order,
      'order-lines': order['order-lines'].map((line) => ({ ...line, uom: { code: 'EA' } })),
    }));
    const with_ = (factor: unknown) =>
      answer({
        invoice: boxed,
        purchase_orders: eached,
        receipts,
        uom_conversions: [{ from: 'BX', to: 'EA', factor }],
      });
    expect((await with_(2)).outcome).toBe('matched');
    expect((await with_('2.0')).outcome).toBe('matched');
    expect((await with_(3)).primary).toBe('QTY_OVER_ORDERED');
    expect((await answer({ invoice: boxed, purchase_orders: eached, receipts })).primary).toBe(
      'UOM_MISMATCH',
    );
  });

  it('a policy as it is exported', async () => {
    const dear = {
      ...keyboardInvoice,
      'total-with-taxes': '840.00',
      'invoice-lines': keyboardInvoice['invoice-lines'].map((line) => ({
        ...line,
        price: '420.00',
        total: '840.00',
      })),
    };
    const wide = {
      ...STARTER_POLICY,
      limits: { ...STARTER_POLICY.limits, priceOver: { mode: 'rate', rate: '0.05' } },
    };
    expect((await answer({ ...base, invoice: dear })).primary).toBe('PRICE_OVER');
    expect((await answer({ ...base, invoice: dear, tolerances: wide })).outcome).toBe('within_tolerance');
  });

  it('a day after which receipts do not count yet', async () => {
    const dated = receipts.map((each) => ({ ...each, 'transaction-date': '2026-04-02T00:00:00+02:00' }));
    expect((await answer({ ...base, receipts: dated, as_of: '2026-04-01' })).primary).toBe('RECEIPT_MISSING');
    expect((await answer({ ...base, receipts: dated, as_of: '2026-04-02T08:00:00Z' })).outcome).toBe(
      'matched',
    );
  });

  it('records without ids, and lists left out', async () => {
    const { id: _id, ...invoice } = keyboardInvoice;
    const loose = {
      ...invoice,
      'invoice-lines': [{ quantity: '1', price: '5', 'po-number': '53', 'order-line-num': '1' }],
    };
    const order = {
      'po-number': '53',
      status: 'issued',
      'order-lines': [{ 'line-num': 1, quantity: '9', price: '5', 'match-type': '2-way' }],
    };
    expect(
      (await answer({ invoice: { ...loose, 'total-with-taxes': '5.00' }, purchase_orders: [order] })).outcome,
    ).toBe('matched');
  });

  it('a number that is there and empty', async () => {
    expect(
      (await answer({ ...base, invoice: { ...keyboardInvoice, 'invoice-number': '' } })).exceptions,
    ).toMatchObject([{ code: 'FIELD_MISSING', level: 'header' }]);
  });

  it('ids above 2^53, each its own', async () => {
    const text = JSON.stringify(base).replaceAll('531', '9007199254740993');
    expect((await answer(text)).lines[0].order_line_id).toBe('9007199254740993');
  });
});

describe('the answer', () => {
  it('carries every promised field', async () => {
    const short = [{ ...receipts[1], quantity: '1.0' }];
    const { exceptions, lines, proposal } = await answer({
      invoice: keyboardInvoice,
      purchase_orders: orders,
      receipts: short,
    });
    expect(exceptions[0]).toEqual({
      code: 'QTY_OVER_RECEIVED',
      level: 'line',
      line: 1,
      lines: [1],
      expected: '1',
      actual: '2',
      breach_amount: '400.00',
      breach_limit: '0.00',
      explanation: 'Line 1 bills 2, 1 more than it may: 1 received on line 1 of order 53.',
      counterfactual: 'Would match if 1 more were received on order line 1.',
      sources: ['invoice/81002/line/1', 'purchase_order/53/line/1', 'receipt/902'],
      consequence_of: null,
    });
    expect(lines[0].variances).toMatchObject([
      { kind: 'quantity_received', tolerated: false, limit_amount: '0.00' },
    ]);
    expect(proposal).toEqual({
      action: 'ask_for_receipt',
      summary:
        'One finding: more billed than received. Order and receipts support USD 400.00 of USD 800.00 today.',
      would_match: ['Would match if 1 more were received on order line 1.'],
      decision: 'split',
      pay_now: '400.00',
      hold: '400.00',
      wait_until: null,
    });
  });

  it('is a table for people, without what a terminal would obey', async () => {
    const file = join(folder, 'an invoice.json');
    const evil = {
      ...keyboardInvoice,
      'invoice-lines': [
        { ...keyboardInvoice['invoice-lines'][0], 'order-line-id': null, 'po-number': '\u001b[31m53' },
      ],
    };
    await writeFile(file, `\uFEFF${JSON.stringify({ invoice: evil, purchase_orders: orders, receipts })}`);
    const { code, out } = await run([file]);
    expect(code).toBe(0);
    expect(out).toContain('exception: One finding: purchase order not valid.');
    expect(out).toMatch(/^Line {2}Order line/m);
    expect(out).not.toContain('\u001b');
  });
});

describe('wrong usage', () => {
  it('of a file that is no JSON is one sentence and exit code 2', async () => {
    const { code, out, err } = await run(['-', '--json'], '{"invoice": {\n');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^standard input: expected JSON, but .*\n$/);
  });

  it.each([
    [[], 'match: expected one file, found 0; see purser match --help.\n'],
    [['a', 'b'], 'match: expected one file, found 2; see purser match --help.\n'],
    [['--jsn', 'a'], "match: Unknown option '--jsn'; see purser match --help.\n"],
    [['/no/such file'], '/no/such file: expected a readable file, but there is no such file.\n'],
    [['/'], '/: expected a readable file, but it is a folder.\n'],
  ])('%j', async (argv, err) => {
    expect(await run(argv)).toEqual({ code: 2, out: '', err });
  });

  it('tells how it is used', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: purser match FILE/);
  });
});
