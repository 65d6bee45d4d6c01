import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { matchCommand } from './match.ts';

async function run(input: object, ...flags: readonly string[]): Promise<string> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const stdin = Readable.from([Buffer.from(JSON.stringify(input))]);
  const code = await matchCommand(['-', ...flags], { stdin, stdout, stderr });
  expect([code, stderr.read()]).toEqual([0, null]);
  return String(stdout.read());
}

const answer = async (input: object) => JSON.parse(await run(input, '--json'));

/** 25 bearings as ordered and received, to whose price Coupa objects on the line and to something on the header. */
const file = (change: object = {}) => ({
  invoice: {
    id: 1,
    status: 'pending_receipt',
    'invoice-number': 'R-1',
    currency: { code: 'EUR' },
    'total-with-taxes': '312.50',
    'failed-tolerances': [
      { id: 4, code: 'lunar', resolved: false, 'breach-amount': '7 %', 'breach-detail-1': 'Moon is full' },
    ],
    'invoice-lines': [
      {
        id: 11,
        'line-num': 1,
        description: 'Bearing 6204',
        quantity: '25',
        price: '12.50',
        total: '312.50',
        'order-line-id': 71,
        'failed-tolerances': [
          {
            id: 5,
            code: 'quantity_received',
            resolved: false,
            'breach-amount': '25',
            'breach-limit': '0',
            'updated-at': '2026-04-02T10:00:00Z',
          },
        ],
      },
    ],
    ...change,
  },
  purchase_orders: [
    {
      id: 7,
      'po-number': '7',
      status: 'issued',
      currency: { code: 'EUR' },
      'order-lines': [
        { id: 71, 'line-num': 1, description: 'Bearing 6204', quantity: '100', price: '12.50' },
      ],
    },
  ],
  receipts: [
    {
      id: 91,
      type: 'ReceivingQuantityConsumption',
      quantity: '100',
      'transaction-date': '2026-04-03T00:00:00Z',
      'order-line': { id: 71 },
    },
  ],
});

describe('match --json beside Coupa’s own verdict', () => {
  it('tells both sides, with what Coupa wrote and why they may differ', async () => {
    const { outcome, coupa, proposal } = await answer(file());
    expect(outcome).toBe('matched');
    expect(proposal.action).toBe('revalidate');
    expect(coupa).toEqual({
      holds: 'UNKNOWN_COUPA_CODE',
      comparisons: [
        {
          kind: 'coupa_only',
          line: null,
          code: 'UNKNOWN_COUPA_CODE',
          coupa_code: 'lunar',
          resolved: false,
          breach_amount: '7 %',
          breach_limit: null,
          breach_details: ['Moon is full'],
          coupa_says: 'Coupa’s check lunar failed: "7 %".',
          purser_says: 'Purser does not know this check.',
          doubt: 'unknown_code',
          reason: 'Coupa’s codes differ by tenant, and Purser cannot tell what this one checks.',
          allocated: null,
        },
        {
          kind: 'coupa_only',
          line: 1,
          code: 'QTY_OVER_RECEIVED',
          coupa_code: 'quantity_received',
          resolved: false,
          breach_amount: '25',
          breach_limit: '0',
          breach_details: [],
          coupa_says:
            'Quantity against receipts on line 1 is beyond Coupa’s limit: 25, limit 0 (quantity_received).',
          purser_says: 'Line 1 bills 25; 100 received, 0 billed before.',
          doubt: 'receipt_since',
          reason: 'Receipt 91 of 2026-04-03 was booked after Coupa’s check.',
          allocated: null,
        },
      ],
    });
  });

  it('proposes no submission over it', async () => {
    expect((await answer(file({ status: 'draft' }))).proposal.action).toBe('task');
  });

  it('reads what Coupa has set against receipts, where the file has it', async () => {
    const allocations = [
      { invoice_line_id: 11, order_line_id: 71, inventory_transaction_id: 91, quantity: '20' },
    ];
    const { coupa } = await answer({ ...file(), matching_allocations: allocations });
    expect(coupa.comparisons[1].allocated).toBe('Coupa has set 20 of 25 on line 1 against receipt 91.');
  });

  it('has nothing to compare on an invoice that Coupa neither holds nor doubts', async () => {
    const plain = file({ status: 'pending_approval', 'failed-tolerances': [] });
    for (const line of plain.invoice['invoice-lines']) line['failed-tolerances'] = [];
    expect((await answer(plain)).coupa).toEqual({ holds: null, comparisons: [] });
  });
});

it('a person at a terminal is told where Coupa says otherwise', async () => {
  const text = await run(file());
  expect(text).toContain('Coupa says otherwise: Coupa’s check lunar failed: "7 %".');
  expect(text).toContain(
    'Coupa says otherwise: Quantity against receipts on line 1 is beyond Coupa’s limit: 25, limit 0 (quantity_received).\n' +
      '  Receipt 91 of 2026-04-03 was booked after Coupa’s check.',
  );
});
