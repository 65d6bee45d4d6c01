import { describe, expect, it } from 'vitest';
import type { CoupaApproval } from '#domain/records/coupa-approval.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { CommandKind, CoupaCommand } from '../shapes/command.ts';
import { markerOf } from './add-comment.ts';
import type { CoupaReads, Look } from './command-definition.ts';
import { definitionOf } from './definition-of.ts';
import { describeCommand } from './describe-command.ts';
import { materialChange } from './material-change.ts';

const INVOICE: Invoice = {
  id: '7',
  invoiceNumber: 'RE-7',
  status: 'draft',
  documentType: 'invoice',
  supplierId: '3',
  currency: 'EUR',
  grossTotal: '119.00',
  exported: false,
  paid: false,
  updatedAt: '2026-03-01T09:00:00.000Z',
  lines: [{ id: '1', lineNumber: '1', kind: 'quantity', description: 'Chair', quantity: '2', price: '50' }],
  failedTolerances: [],
  customFields: {},
};
const APPROVAL: CoupaApproval = {
  id: '9',
  approvableType: 'InvoiceHeader',
  approvableId: '7',
  status: 'pending_approval',
  approverId: '4',
  approverName: 'Olga Approver',
  updatedAt: '2026-03-01T09:00:00.000Z',
};
const MARKER = markerOf('acme', 'cmd_1');

interface World {
  invoice?: Partial<Invoice> | null;
  approval?: Partial<CoupaApproval> | null;
  comments?: string[];
  serviceUserId?: string;
}

function look(
  command: CoupaCommand,
  world: World,
  more: { mayHaveEffect?: boolean; coupaUserId?: string } = {},
): Promise<Look> {
  const reads: CoupaReads = {
    invoice: async () => (world.invoice === null ? undefined : { ...INVOICE, ...world.invoice }),
    approval: async () => (world.approval === null ? undefined : { ...APPROVAL, ...world.approval }),
    comments: async () =>
      (world.comments ?? []).map((text, index) => ({
        id: String(index + 1),
        commentableType: 'InvoiceHeader',
        commentableId: '7',
        text,
        updatedAt: '2026-03-01T09:00:00.000Z',
      })),
    serviceUserId: async () => world.serviceUserId,
  };
  return definitionOf(command.kind).look(command, reads, {
    marker: MARKER,
    coupaUserId: more.coupaUserId,
    mayHaveEffect: more.mayHaveEffect ?? false,
  });
}

const SUBMIT: CoupaCommand = { kind: 'invoice.submit', invoiceId: '7' };
const REVALIDATE: CoupaCommand = { kind: 'invoice.revalidate_tolerances', invoiceId: '7' };
const DISPUTE: CoupaCommand = { kind: 'invoice.dispute', invoiceId: '7', reasonCode: 'P', comment: '' };
const COMMENT: CoupaCommand = { kind: 'comment.add', invoiceId: '7', text: 'Where is it?' };
const FIELD: CoupaCommand = { kind: 'custom_field.set', invoiceId: '7', field: 'match', value: 'ok' };
const decide = (kind: 'approve' | 'reject' | 'hold'): CoupaCommand => ({
  kind: `approval.${kind}`,
  invoiceId: '7',
  approvalId: '9',
  reason: 'It matches.',
});

describe('a fresh look at Coupa', () => {
  it.each<[CoupaCommand, string, string]>([
    [SUBMIT, 'draft', 'not_applied'],
    [SUBMIT, 'pending_approval', 'applied'],
    [SUBMIT, 'approved', 'applied'],
    [SUBMIT, 'ap_hold', 'applied'],
    [SUBMIT, 'a status nobody told us of', 'applied'],
    [SUBMIT, 'new', 'object_changed'],
    [SUBMIT, 'voided', 'object_changed'],
    [SUBMIT, 'abandoned', 'object_changed'],
    [DISPUTE, 'pending_receipt', 'not_applied'],
    [DISPUTE, 'disputed', 'applied'],
    [DISPUTE, 'approved', 'object_changed'],
    [DISPUTE, 'draft', 'object_changed'],
    [REVALIDATE, 'pending_receipt', 'not_applied'],
    [REVALIDATE, 'approved', 'object_changed'],
  ])('$kind of an invoice that is %s: %s', async (command, status, expected) => {
    const seen = await look(command, { invoice: { status } });
    expect(seen.seen === 'impossible' ? seen.code : seen.seen).toBe(expected);
  });

  it('takes an invoice that got free after an unanswered check for the effect of it', async () => {
    const free = { invoice: { status: 'approved' } };
    expect(await look(REVALIDATE, free, { mayHaveEffect: true })).toMatchObject({ seen: 'applied' });
  });

  it.each([SUBMIT, REVALIDATE, DISPUTE, COMMENT, FIELD])(
    'says when the invoice is gone: $kind',
    async (command) => {
      expect(await look(command, { invoice: null })).toMatchObject({
        seen: 'impossible',
        code: 'object_gone',
      });
    },
  );

  it('finds a comment by its own mark, and counts', async () => {
    const other = `Where is it? ${markerOf('acme', 'cmd_2')}`;
    expect(await look(COMMENT, { comments: ['Where is it?', other] })).toEqual({ seen: 'not_applied' });
    const mine = `Where is it? ${MARKER}`;
    expect(await look(COMMENT, { comments: [other, mine] })).toMatchObject({ ref: '2', copies: 1 });
    expect(await look(COMMENT, { comments: [mine, mine] })).toMatchObject({ copies: 2 });
  });

  it('compares a custom field by its value, absent being empty', async () => {
    expect(await look(FIELD, {})).toEqual({ seen: 'not_applied' });
    expect(await look(FIELD, { invoice: { customFields: { match: 'ok' } } })).toMatchObject({
      seen: 'applied',
    });
    expect(await look({ ...FIELD, value: '' } as CoupaCommand, {})).toMatchObject({ seen: 'applied' });
  });
});

describe('an approval in Coupa', () => {
  it.each<[string, World, string | undefined, string]>([
    ['waits for the service user', { serviceUserId: '4' }, undefined, 'not_applied'],
    ['waits for the person who decided', {}, '4', 'not_applied'],
    ['waits for somebody else', { serviceUserId: '1' }, '5', 'not_the_approver'],
    [
      'waits for nobody that is named, and we know of none',
      { approval: { approverId: undefined as never } },
      undefined,
      'not_the_approver',
    ],
    ['was approved', { approval: { status: 'approved' } }, '4', 'applied'],
    ['was rejected', { approval: { status: 'rejected' } }, '4', 'object_changed'],
    ['belongs to another invoice', { approval: { approvableId: '8' } }, '4', 'object_changed'],
    ['is gone', { approval: null }, '4', 'object_gone'],
  ])('that %s', async (_what, world, coupaUserId, expected) => {
    const seen = await look(decide('approve'), world, coupaUserId === undefined ? {} : { coupaUserId });
    expect(seen.seen === 'impossible' ? seen.code : seen.seen).toBe(expected);
  });

  it('names in words whom it waits for', async () => {
    expect(await look(decide('approve'), {})).toMatchObject({
      message: 'In Coupa the approval waits for Olga Approver, and only they may decide it.',
    });
  });

  it('is on hold when its document is, or when it carries the reason, and stays open for a decision', async () => {
    const mine = { coupaUserId: '4' };
    expect(await look(decide('hold'), {}, mine)).toEqual({ seen: 'not_applied' });
    expect(await look(decide('hold'), { invoice: { status: 'on_hold' } }, mine)).toMatchObject({
      seen: 'applied',
    });
    expect(await look(decide('hold'), { approval: { note: 'It matches.' } }, mine)).toMatchObject({
      seen: 'applied',
    });
    expect(await look(decide('approve'), { invoice: { status: 'on_hold' } }, mine)).toEqual({
      seen: 'not_applied',
    });
  });
});

describe('what changed since the decision', () => {
  it.each<[string, Partial<Invoice>]>([
    ['the gross total', { grossTotal: '119.01' }],
    ['the supplier', { supplierId: '4' }],
    ['the currency', { currency: 'USD' }],
    ['the number', { invoiceNumber: 'RE-8' }],
    ['the kind of document', { documentType: 'credit_note' }],
    [
      'line 1',
      {
        lines: [
          { id: '1', lineNumber: '1', kind: 'quantity', description: 'Chair', quantity: '3', price: '50' },
        ],
      },
    ],
    ['line 1', { lines: [] }],
  ])('%s matters', (what, change) => {
    expect(materialChange(INVOICE, { ...INVOICE, ...change })).toContain(`decided on: ${what}`);
  });

  it('status, moments and custom fields do not, since our own commands move them', () => {
    const moved = {
      status: 'pending_approval',
      updatedAt: 'later',
      customFields: { match: 'ok' },
      exported: true,
    };
    expect(materialChange(INVOICE, { ...INVOICE, ...moved })).toBeUndefined();
  });
});

it('every command has words that name the invoice', () => {
  const commands = [
    SUBMIT,
    REVALIDATE,
    DISPUTE,
    COMMENT,
    FIELD,
    decide('approve'),
    decide('reject'),
    decide('hold'),
  ];
  const kinds = new Set<CommandKind>(commands.map((command) => command.kind));
  expect(kinds.size).toBe(8);
  for (const command of commands) {
    expect(describeCommand(command, { invoiceNumber: 'RE-7' })).toContain('invoice RE-7');
    expect(describeCommand(command)).toContain('invoice with Coupa id 7');
  }
});

it('a mark is one command’s in one connection', () => {
  const marks = [markerOf('acme', 'cmd_1'), markerOf('acme', 'cmd_2'), markerOf('umbra', 'cmd_1')];
  expect(new Set(marks).size).toBe(3);
  expect(marks.every((mark) => /^\[purser [0-9a-f]{12}\]$/.test(mark))).toBe(true);
});
