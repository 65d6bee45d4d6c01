import { describe, expect, it } from 'vitest';
import { invoice, invoiceLine, order, receipt } from '#domain/matching/situation.test-data.ts';
import type { FailedTolerance, Invoice } from '#domain/records/invoice.ts';
import type { MatchingAllocation } from '#domain/records/matching-allocation.ts';
import type { Versioned } from '#engine/shapes/sources.ts';
import { analyse } from './analyse.ts';
import type { Evidence } from './gather.ts';
import { propose } from './propose.ts';
import { settings as schema } from './settings.ts';

const HASH = '0'.repeat(64);
const versioned = <R extends { id: string }>(kind: Versioned<R>['kind'], record: R): Versioned<R> => ({
  kind,
  id: record.id,
  hash: HASH,
  record,
});

const TOO_DEAR: FailedTolerance = {
  code: 'unit_price',
  resolved: false,
  lineId: '11',
  breachAmount: '0.75',
  breachLimit: '0.30',
  updatedAt: '2026-04-02T08:00:00.000Z',
};

const OURS = versioned('coupa_approval', {
  id: '4900',
  approvableType: 'InvoiceHeader',
  approvableId: '1',
  status: 'pending_approval',
  approverId: '900',
  updatedAt: '2026-04-01T09:00:00.000Z',
});

interface World {
  readonly invoice?: Partial<Invoice>;
  readonly failures?: readonly FailedTolerance[];
  readonly isOurs?: boolean;
  readonly receipts?: Evidence['receipts'];
  readonly allocations?: readonly MatchingAllocation[];
}

/** An invoice over 312.50 that agrees with its order and receipt, and to which Coupa objects. */
function decide({ invoice: change, failures = [TOO_DEAR], isOurs = false, receipts, allocations }: World) {
  const settings = schema.parse({});
  const evidence: Evidence = {
    invoice: versioned('invoice', invoice({ grossTotal: '312.50', failedTolerances: failures, ...change })),
    orders: [versioned('purchase_order', order())],
    receipts: receipts ?? [versioned('receipt', receipt())],
    billedBefore: [],
    approvals: isOurs ? [OURS] : [],
    supplierInvoicesSeen: 3,
    today: '2026-04-03',
    serviceUserId: '900',
    ...(allocations === undefined
      ? {}
      : {
          allocations: versioned('invoice_allocation', {
            id: '1',
            updatedAt: '2026-04-02T08:00:00.000Z',
            allocations,
          }),
        }),
  };
  return propose(analyse(evidence, settings), evidence, settings);
}

const SAID =
  'Coupa says: Price on line 1 is beyond Coupa’s limit: 0.75, limit 0.30 (unit_price). ' +
  'Purser says: Line 1 costs 12.50; the order says 12.50. ' +
  'Coupa’s limits cannot be read over its API: its rule, or the records it looked at, are others.';

describe('Coupa objects to what agrees by Purser', () => {
  it('a draft is not submitted: a person is asked which of the two is right', () => {
    const proposal = decide({});
    expect(proposal).toMatchObject({
      headline: 'Coupa objects: price above the order',
      verdict: 'exception',
      cause: 'PRICE_OVER',
      commands: [],
      counterfactuals: ['Would go on if Coupa’s finding were resolved there.'],
      isReversible: true,
    });
    expect(proposal.tasks).toMatchObject([
      {
        title: 'Coupa objects, Purser does not: price above the order, invoice R-1',
        record: 'invoice/1',
        steps: [
          SAID,
          'Open the invoice in Coupa and decide which of the two is right.',
          'Then submit it there, or correct or reject it.',
        ],
      },
    ]);
    expect(proposal.tasks[0]?.closesWhenStatus).not.toContain('draft');
    expect(proposal.reasons.map(({ text }) => text)).toEqual([
      'The line agrees with order 7 and the receipts.',
      SAID,
    ]);
    expect(proposal.reasons[1]?.sources).toEqual(['invoice/1/line/1']);
  });

  it('our own approval is put on hold, with both told', () => {
    const { headline, commands, verdict, cause } = decide({
      invoice: { status: 'pending_approval' },
      isOurs: true,
    });
    expect([headline, verdict, cause]).toEqual([
      'Put the approval on hold, Coupa objects: price above the order',
      'exception',
      'PRICE_OVER',
    ]);
    expect(commands).toEqual([
      {
        kind: 'approval.hold',
        invoiceId: '1',
        approvalId: '4900',
        reason: `Purser compared this invoice with its order and receipts and found nothing; Coupa’s own check objects. ${SAID} Next: Accounts payable.`,
      },
    ]);
  });

  it.each<[string, boolean, string, string, readonly string[]]>([
    [
      'pending_approval',
      false,
      'Left to its approver, Coupa objects: price above the order',
      'exception',
      [],
    ],
    [
      'pending_receipt',
      false,
      'Let Coupa check its tolerances again',
      'matched',
      ['invoice.revalidate_tolerances'],
    ],
    ['ap_hold', false, 'Let Coupa check its tolerances again', 'matched', ['invoice.revalidate_tolerances']],
    [
      'booking_hold',
      false,
      'Let Coupa check its tolerances again',
      'exception',
      ['invoice.revalidate_tolerances'],
    ],
    ['approved', false, 'Approved, though Coupa objects: price above the order', 'matched', []],
    ['approved', true, 'Approved, though Coupa objects: price above the order', 'matched', []],
    ['rejected', false, 'Nothing follows in this status', 'not_applicable', []],
  ])('%s (paid: %s): %s', (status, paid, headline, verdict, kinds) => {
    const proposal = decide({ invoice: { status, paid } });
    expect([proposal.headline, proposal.verdict]).toEqual([headline, verdict]);
    expect(proposal.commands.map(({ kind }) => kind)).toEqual(kinds);
    expect(proposal.tasks).toEqual([]);
    const isTold = proposal.reasons.some(({ text }) => text === SAID);
    expect(isTold).toBe(status !== 'rejected');
  });

  it('a dispute that has lost its reason is a person’s to withdraw, who is told what Coupa still says', () => {
    const { tasks } = decide({ invoice: { status: 'disputed' } });
    expect(tasks[0]?.steps).toEqual([
      'Open the invoice in Coupa.',
      SAID,
      'Check that this is no reason to keep the dispute.',
      'Check that nothing but the match was disputed.',
      'Choose Withdraw Dispute; the invoice goes back into approval.',
    ]);
  });

  it('a code that nobody knows is named as it is', () => {
    const { headline, cause } = decide({ failures: [{ code: 'lunar', resolved: false }] });
    expect([headline, cause]).toEqual(['Coupa objects: check lunar', 'UNKNOWN_COUPA_CODE']);
  });

  it('no more than four objections are told at once, and markup of the tenant is taken out', () => {
    const failures = Array.from({ length: 6 }, (_one, index) => ({
      code: `@[User:2] <b>${index}`,
      resolved: false,
    }));
    const { commands, reasons } = decide({ failures, isOurs: true, invoice: { status: 'pending_approval' } });
    const reason = commands[0]?.kind === 'approval.hold' ? commands[0].reason : '';
    expect(reason?.match(/Coupa says/g)).toHaveLength(4);
    expect(reason).not.toMatch(/[<>]|@\[/);
    expect(reasons).toHaveLength(7);
  });
});

describe('the same words, whenever Coupa looked', () => {
  it('so that asking it again with the same answer is no new proposal', () => {
    const again = {
      ...TOO_DEAR,
      id: '77',
      createdAt: '2026-04-02T08:00:00.000Z',
      updatedAt: '2026-04-09T08:00:00.000Z',
    };
    expect(decide({ failures: [again] })).toEqual(decide({}));
  });
});

describe('Coupa agrees, or has nothing left to say', () => {
  it('an agreement is told beside our own finding', () => {
    const lines = [invoiceLine({ price: '13.50' })];
    const { reasons, cause, commands } = decide({
      invoice: { lines, grossTotal: '337.50', status: 'pending_receipt' },
    });
    expect(cause).toBe('PRICE_OVER');
    expect(commands.map(({ kind }) => kind)).toEqual(['comment.add']);
    expect(reasons.at(-1)?.text).toBe(
      'Coupa says the same: Price on line 1 is beyond Coupa’s limit: 0.75, limit 0.30 (unit_price).',
    );
  });

  it('a resolved finding holds nothing and is told', () => {
    const { commands, reasons } = decide({
      failures: [{ ...TOO_DEAR, resolved: true, resolution: 'manual' }],
    });
    expect(commands.map(({ kind }) => kind)).toEqual(['invoice.submit']);
    expect(reasons.at(-1)?.text).toMatch(/was beyond Coupa’s limit: .* It is resolved there, manual\.$/);
  });

  it('a finding of ours that is resolved in Coupa still holds', () => {
    const lines = [invoiceLine({ price: '13.50' })];
    const { commands, reasons } = decide({
      invoice: { lines, grossTotal: '337.50', status: 'pending_approval' },
      isOurs: true,
      failures: [{ ...TOO_DEAR, resolved: true }],
    });
    expect(commands.map(({ kind }) => kind)).toEqual(['approval.hold']);
    expect(reasons.at(-1)?.text).toMatch(/by what Purser reads it still stands\.$/);
  });

  it('the receipt that came since is told, with what Coupa has set against receipts', () => {
    const failures = [{ ...TOO_DEAR, code: 'quantity_received' }];
    const late = [versioned('receipt', receipt({ receivedDate: '2026-04-03' }))];
    const { commands, reasons } = decide({
      failures,
      receipts: late,
      allocations: [],
      invoice: { status: 'pending_receipt' },
    });
    expect(commands.map(({ kind }) => kind)).toEqual(['invoice.revalidate_tolerances']);
    expect(reasons.at(-1)?.text).toBe(
      'Coupa says: Quantity against receipts on line 1 is beyond Coupa’s limit: 0.75, limit 0.30 (quantity_received). ' +
        'Purser says: Line 1 bills 25; 100 received, 0 billed before. ' +
        'Receipt 91 of 2026-04-03 was booked after Coupa’s check. Coupa has set no receipt against line 1.',
    );
  });
});
