// long: one world and its helpers serve every situation, read top to bottom
import { describe, expect, it } from 'vitest';
import { invoice, invoiceLine, order, receipt } from '#domain/matching/situation.test-data.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import type { Receipt } from '#domain/records/receipt.ts';
import type { InvoiceDossier, Sources, Versioned } from '#engine/shapes/sources.ts';
import { analyse } from './analyse.ts';
import { type Evidence, gather } from './gather.ts';
import { propose } from './propose.ts';
import { settings as schema } from './settings.ts';

const HASH = '0'.repeat(64);
const versioned = <R extends { id: string }>(kind: Versioned<R>['kind'], record: R): Versioned<R> => ({
  kind,
  id: record.id,
  hash: HASH,
  record,
});

interface World {
  readonly invoice?: Partial<Invoice>;
  readonly orders?: readonly PurchaseOrder[];
  readonly receipts?: readonly Receipt[];
  readonly approvals?: InvoiceDossier['approvals'];
  readonly seen?: number;
}

/** An invoice over 312.50 that agrees with its order and receipt, of a supplier that is known. */
function evidence(world: World = {}): Evidence {
  return {
    invoice: versioned('invoice', invoice({ grossTotal: '312.50', ...world.invoice })),
    orders: (world.orders ?? [order()]).map((each) => versioned('purchase_order', each)),
    receipts: (world.receipts ?? [receipt()]).map((each) => versioned('receipt', each)),
    billedBefore: [],
    approvals: world.approvals ?? [],
    supplierInvoicesSeen: world.seen ?? 3,
    today: '2026-04-02',
    serviceUserId: '900',
  };
}

const approval = (approverId: string, change: object = {}) =>
  versioned('coupa_approval', {
    id: `4${approverId}`,
    approvableType: 'InvoiceHeader',
    approvableId: '1',
    status: 'pending_approval',
    approverId,
    updatedAt: '2026-04-01T09:00:00.000Z',
    ...change,
  });

function decide(world: World = {}, settings: object = {}) {
  const parsed = schema.parse(settings);
  const found = evidence(world);
  return propose(analyse(found, parsed), found, parsed);
}

const kinds = (world: World, settings: object = {}) => {
  const { commands, tasks } = decide(world, settings);
  return [...commands.map(({ kind }) => kind), ...tasks.map(() => 'task')];
};

const dear: Partial<Invoice> = { lines: [invoiceLine({ price: '13.00' })], grossTotal: '325.00' };
const nothingReceived = { receipts: [] };

describe('a draft', () => {
  it('that agrees is submitted, which nobody can take back', () => {
    expect(decide()).toMatchObject({
      headline: 'Submit for approval',
      verdict: 'matched',
      commands: [{ kind: 'invoice.submit', invoiceId: '1' }],
      tasks: [],
      certainty: { basis: 'rule' },
      exposure: { amount: '312.50', currency: 'EUR' },
      atRisk: { amount: '0.00', currency: 'EUR' },
      isNewSupplier: false,
      isReversible: false,
      reasons: [
        {
          text: 'The line agrees with order 7 and the receipts.',
          sources: ['invoice/1', 'purchase_order/7', 'receipt/91'],
        },
      ],
      counterfactuals: [],
    });
    expect(decide()).not.toHaveProperty('cause');
  });

  it('within tolerance is submitted with the difference told', () => {
    const near = { invoice: { lines: [invoiceLine({ price: '12.75' })], grossTotal: '318.75' } };
    const { verdict, commands, reasons } = decide(near);
    expect([verdict, commands[0]?.kind]).toEqual(['within_tolerance', 'invoice.submit']);
    expect(reasons.map(({ text }) => text)).toEqual([
      'The line agrees with order 7 and the receipts, within tolerance.',
      'Line 1: price is 12.75, expected 12.50; within the limit of 2 % up to 50.00.',
    ]);
  });

  it('with an exception gets one comment that says what, how much, what cures it and who is asked', () => {
    const { commands, cause, isReversible, atRisk } = decide({ invoice: dear });
    expect(commands).toEqual([
      {
        kind: 'comment.add',
        invoiceId: '1',
        text:
          'Purser compared this invoice with its order and receipts. Line 1 costs EUR 13.00 per EA; line 1 of order 7 says EUR 12.50: ' +
          '4 % more, EUR 12.50 in all, and 2 % up to 50.00 is allowed. Would match at EUR 12.50 per EA, and would be within tolerance up to EUR 12.75. ' +
          'Order and receipts support EUR 312.50 of EUR 325.00 today. Next: the buyer.',
      },
    ]);
    expect([cause, isReversible, atRisk?.amount]).toEqual(['PRICE_OVER', true, '12.50']);
  });

  it('of which nothing was received asks the receiver', () => {
    expect(decide(nothingReceived)).toMatchObject({
      headline: 'Ask the receiver for the receipt',
      cause: 'RECEIPT_MISSING',
      counterfactuals: ['Would match if 25 EA were received on order line 1.'],
    });
  });

  it('without what Coupa wants for a submission is not submitted', () => {
    expect(decide({ invoice: { invoiceNumber: '' } })).toMatchObject({
      cause: 'FIELD_MISSING',
      verdict: 'exception',
    });
  });
});

describe('what follows in each status', () => {
  const ours = [approval('900')];
  const others = [approval('55')];
  const held = { disputeReasonCode: 'price' };
  it.each<[string, string, World, object, string[]]>([
    ['our approval, agrees', 'pending_approval', { approvals: ours }, {}, ['approval.approve']],
    [
      'our approval, exception',
      'pending_approval',
      { approvals: ours, invoice: dear },
      held,
      ['approval.hold'],
    ],
    [
      'our approval, no receipt',
      'pending_approval',
      { approvals: ours, ...nothingReceived },
      {},
      ['approval.hold'],
    ],
    [
      'a mapped person’s approval',
      'pending_approval',
      { approvals: others },
      { mappedApproverIds: ['55'] },
      ['approval.approve'],
    ],
    ['somebody’s approval, agrees', 'pending_approval', { approvals: others }, {}, []],
    [
      'somebody’s approval, exception',
      'pending_approval',
      { approvals: others, invoice: dear },
      {},
      ['comment.add'],
    ],
    [
      'somebody’s approval, exception, reason set',
      'pending_approval',
      { approvals: others, invoice: dear },
      held,
      ['invoice.dispute'],
    ],
    [
      'somebody’s approval, no receipt, reason set',
      'pending_approval',
      { approvals: others, ...nothingReceived },
      held,
      ['comment.add'],
    ],
    ['waiting for a receipt that came', 'pending_receipt', {}, {}, ['invoice.revalidate_tolerances']],
    ['waiting for a receipt', 'pending_receipt', nothingReceived, held, ['comment.add']],
    [
      'waiting for a receipt, wrong price, reason set',
      'pending_receipt',
      { invoice: dear },
      held,
      ['invoice.dispute'],
    ],
    ['pending action, agrees', 'pending_action', {}, {}, ['invoice.revalidate_tolerances']],
    ['pending action, exception', 'pending_action', { invoice: dear }, {}, ['task']],
    ['pending action, exception, reason set', 'pending_action', { invoice: dear }, held, ['invoice.dispute']],
    ['AP hold, agrees', 'ap_hold', {}, {}, ['invoice.revalidate_tolerances']],
    [
      'pending action, exception on what we wrote for the supplier ourselves',
      'pending_action',
      { invoice: { ...dear, selfBillingReference: 'Self-billing 2026/14' } },
      held,
      ['task'],
    ],
    ['AP hold, exception: no dispute is documented from there', 'ap_hold', { invoice: dear }, held, ['task']],
    ['on hold, exception', 'on_hold', { invoice: dear }, held, ['task']],
    ['booking hold, agrees', 'booking_hold', {}, {}, ['invoice.revalidate_tolerances', 'task']],
    ['disputed, agrees now', 'disputed', {}, {}, ['task']],
    ['disputed, still wrong', 'disputed', { invoice: dear }, held, []],
    ['approved, agrees', 'approved', {}, {}, []],
    ['approved, and wrong', 'approved', { invoice: dear }, {}, ['comment.add', 'task']],
    ['voided', 'voided', { invoice: dear }, held, []],
    ['a status nobody knows', 'frozen', {}, {}, []],
  ])('%s', (_case, status, world, settings, expected) => {
    expect(kinds({ ...world, invoice: { ...world.invoice, status } }, settings)).toEqual(expected);
  });

  it.each([
    'new',
    'processing',
    'rejected',
    'abandoned',
    'voided',
    'invalid',
    'payable_adjustment',
    'frozen',
  ])('%s allows nothing, and says so', (status) => {
    const { verdict, reasons } = decide({ invoice: { ...dear, status } });
    expect(verdict).toBe('not_applicable');
    expect(reasons[0]?.text).toBe(
      `The invoice has the status ${status.replace('_', ' ')}, in which nothing can follow from a match.`,
    );
  });
});

describe('whose approval it is', () => {
  it('is ours before a mapped person’s, and never one that is decided, or of another document', () => {
    const pick = (...approvals: InvoiceDossier['approvals']) => {
      const [command] = decide(
        { invoice: { status: 'pending_approval' }, approvals },
        { mappedApproverIds: ['55'] },
      ).commands;
      return command?.kind === 'approval.approve' ? command.approvalId : undefined;
    };
    expect(pick(approval('55'), approval('900'))).toBe('4900');
    expect(pick(approval('900', { status: 'approved' }), approval('55'))).toBe('455');
    expect(pick(approval('900', { approvableType: 'RequisitionHeader' }))).toBeUndefined();
    expect(pick(approval('900', { approvableId: '2' }))).toBeUndefined();
  });
});

describe('tasks', () => {
  it('name the findings, whom to ask, and close when Coupa moves on', () => {
    const [task] = decide(
      { invoice: { ...dear, status: 'ap_hold' } },
      { roleNames: { buyer: 'Einkauf' } },
    ).tasks;
    expect(task?.title).toBe('Price above the order: invoice R-1');
    expect(task?.steps[0]).toMatch(/^Line 1 costs EUR 13\.00 .* Ask Einkauf\.$/);
    expect(task?.record).toBe('invoice/1');
    expect(task?.closesWhenStatus).toContain('pending_approval');
    expect(task?.closesWhenStatus).not.toContain('ap_hold');
  });

  it('after approval speak of the payment, and ask nobody anything once it is made', () => {
    const late = (paid: boolean) => decide({ invoice: { ...dear, status: 'approved', paid } });
    expect(late(false).tasks[0]?.steps.at(-1)).toBe(
      'Stop the payment, or void the invoice in Coupa and have it sent anew.',
    );
    const after = late(true);
    expect([after.headline, after.verdict, after.commands, after.tasks]).toEqual([
      'Found after payment: Price above the order',
      'exception',
      [],
      [],
    ]);
  });

  it('stand in for comments where these are switched off', () => {
    expect(kinds({ invoice: dear }, { commentOnExceptions: false })).toEqual(['task']);
    expect(kinds({ invoice: { ...dear, status: 'approved' } }, { commentOnExceptions: false })).toEqual([
      'task',
    ]);
  });
});

describe('a blocked supplier', () => {
  const supplier = (change: object) =>
    versioned('supplier', {
      id: '9',
      name: 'Quellmann Chemie GmbH',
      status: 'active',
      holdsPayment: false,
      updatedAt: '2026-01-01T00:00:00.000Z',
      ...change,
    });
  const blocked = (status: string, change: object) => {
    const parsed = schema.parse({});
    const found = { ...evidence({ invoice: { status } }), blockedSupplier: supplier(change) };
    return propose(analyse(found, parsed), found, parsed);
  };

  it.each([
    ['on payment hold', { holdsPayment: true }],
    ['inactive', { status: 'inactive' }],
  ])('stops its draft and says why: %s', (what, change) => {
    const { cause, commands, reasons } = blocked('draft', change);
    expect([cause, commands.map(({ kind }) => kind)]).toEqual(['SUPPLIER_BLOCKED', ['comment.add']]);
    expect(reasons[0]?.text).toBe(`Supplier "Quellmann Chemie GmbH" is ${what} in Coupa.`);
  });

  it('leaves what is on hold where it is: releasing the supplier is not ours', () => {
    const { headline, commands, tasks, verdict } = blocked('on_hold', { holdsPayment: true });
    expect([headline, commands, tasks, verdict]).toEqual([
      'Stays on hold: Supplier is blocked',
      [],
      [],
      'exception',
    ]);
  });

  it('weighs more than anything the lines say', () => {
    const parsed = schema.parse({});
    const found = { ...evidence({ invoice: dear }), blockedSupplier: supplier({ holdsPayment: true }) };
    expect(propose(analyse(found, parsed), found, parsed).cause).toBe('SUPPLIER_BLOCKED');
  });
});

describe('an invoice without an order', () => {
  const { orderLineId: _id, ...loose } = invoiceLine();
  const world = { invoice: { lines: [loose] } };

  it('is an exception, as the settings have it at first', () => {
    expect(decide(world)).toMatchObject({
      verdict: 'exception',
      cause: 'PO_MISSING',
      commands: [{ kind: 'comment.add' }],
    });
  });

  it('is left to its approvers where no order is required', () => {
    const { verdict, commands, tasks, reasons, cause } = decide(world, { ordersRequired: 'never' });
    expect([verdict, commands, tasks, cause]).toEqual(['not_applicable', [], [], undefined]);
    expect(reasons[0]?.text).toBe(
      'The invoice names no order, and such invoices are left to their approvers.',
    );
  });

  it.each([
    ['a supplier of whom nothing is known', undefined, 'PO_MISSING'],
    ['one with two other invoices', { seen: 2, withOrder: 0 }, 'PO_MISSING'],
    ['one whose three others came without orders, as rent does', { seen: 3, withOrder: 0 }, undefined],
    ['one who left it out once: half of the others name one', { seen: 20, withOrder: 10 }, 'PO_MISSING'],
    ['one who names an order now and then', { seen: 20, withOrder: 9 }, undefined],
  ])('is judged by how the supplier bills: %s', (_who, supplierOrderUse, cause) => {
    const parsed = schema.parse({});
    const found = { ...evidence(world), ...(supplierOrderUse === undefined ? {} : { supplierOrderUse }) };
    expect(propose(analyse(found, parsed), found, parsed).cause).toBe(cause);
  });
});

describe('what the gate reads', () => {
  it('is unknown where the invoice states no total or no currency', () => {
    const { grossTotal: _gross, ...noTotal } = invoice();
    const found = { ...evidence(), invoice: versioned('invoice', noTotal) };
    const parsed = schema.parse({});
    expect(propose(analyse(found, parsed), found, parsed)).not.toHaveProperty('exposure');
  });

  it('calls a supplier new until three other invoices were seen', () => {
    expect([decide({ seen: 2 }).isNewSupplier, decide({ seen: 3 }).isNewSupplier]).toEqual([true, false]);
  });
});

describe('what suppliers write', () => {
  it('never leaves as markup or as a mention', () => {
    const { orderLineId: _id, ...loose } = invoiceLine({
      id: '12',
      lineNumber: '2',
      description: '<img src=x onerror=alert(1)> @[User:2]\u202e paid',
    });
    const [command] = decide({ invoice: { lines: [invoiceLine(), loose] } }).commands;
    const text = command?.kind === 'comment.add' ? command.text : '';
    expect(text).toContain('Line 2 ("‹img src=x onerror=alert(1)› @ [User:2]');
    expect(text).not.toMatch(/[<>\u202e]|@\[/);
  });

  it('gives the same words for the same situation', () => {
    expect(decide({ invoice: dear })).toEqual(decide({ invoice: dear }));
  });

  it('is cut short where there is too much of it', () => {
    const lines = [...Array(30).keys()].map((id) =>
      invoiceLine({ id: `${id}`, lineNumber: `${id + 1}`, price: '20', quantity: '1' }),
    );
    const [command] = decide({ invoice: { lines, grossTotal: '600' } }).commands;
    const text = command?.kind === 'comment.add' ? command.text : '';
    expect(text).toContain('26 more findings are in Purser.');
    expect(text.length).toBeLessThan(1500);
  });
});

describe('settings', () => {
  it('are whole by default', () => {
    expect(schema.parse({})).toMatchObject({
      disputeReasonCode: null,
      commentOnExceptions: true,
      ordersRequired: 'by_supplier',
    });
  });

  it('refuse a policy with a blank limit, and say where', () => {
    const { tolerances } = schema.parse({});
    const blank = { ...tolerances, documentCap: '' };
    const { error } = schema.safeParse({ tolerances: blank });
    expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      [
        'tolerances.documentCap',
        'Expected a decimal as text, zero or more, such as "0.02" (blank is not allowed), found a blank.',
      ],
    ]);
  });
});

describe('gathering', () => {
  const sources = (dossier: InvoiceDossier | undefined, user?: string): Sources => ({
    invoiceDossier: async () => dossier,
    serviceUserId: async () => user,
    today: async () => '2026-04-02',
  });

  it('takes all that the decision rests on, as plain JSON', async () => {
    const { today: _today, serviceUserId: _user, ...dossier } = evidence();
    const found = await gather({ kind: 'invoice', id: '1' }, sources(dossier, '900'));
    expect(found).toEqual(evidence());
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect((await gather({ kind: 'invoice', id: '1' }, sources(dossier)))?.serviceUserId).toBeNull();
  });

  it('finds nothing to decide where the invoice is gone', async () => {
    expect(await gather({ kind: 'invoice', id: '1' }, sources(undefined))).toBeUndefined();
  });
});

describe('an order that was revised after the invoice date', () => {
  const told = (from: string | null, world: World = {}) => {
    const parsed = schema.parse({});
    const revised = { orderId: '7', poNumber: '7', from, to: '2', on: '2026-04-20' };
    const found = { ...evidence(world), revisedOrders: [revised] };
    return propose(analyse(found, parsed), found, parsed).reasons.filter(({ text }) =>
      /revis|version/.test(text),
    );
  };

  it('is named, whatever the outcome: the supplier may have billed by the one before', () => {
    const reason = {
      text: 'Order 7 was revised after the invoice date 2026-04-01: version 2 of 2026-04-20 took the place of version 1. It is compared as it is now.',
      sources: ['purchase_order/7', 'invoice/1'],
    };
    expect(told('1')).toEqual([reason]);
    expect(told('1', { invoice: dear })).toEqual([reason]);
  });

  it('before Purser saw it is named beside an exception only', () => {
    expect(told(null)).toEqual([]);
    expect(told(null, { invoice: dear }).map(({ text }) => text)).toEqual([
      'Order 7 is at version 2, dated 2026-04-20, after the invoice date 2026-04-01; Purser has not seen it as it was before. It is compared as it is now.',
    ]);
  });
});
