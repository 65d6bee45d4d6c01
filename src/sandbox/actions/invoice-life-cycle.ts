import type { ActionInput, Body, BodyValue } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { childrenOf, idsOf, isTrue, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { isCharged } from './allocations.ts';
import { approvalsOf, closeChain, startChain } from './approval-chain.ts';
import { allocateReceipts, releaseAllocations } from './matching-allocations.ts';
import { type Breach, bill, findBreaches } from './tolerance.ts';

const MODEL = 'invoice-header';
/** Documented: BUYER_VOIDABLE_STATUSES. */
const VOIDABLE = ['pending_receipt', 'approved', 'draft'];
const DISPUTABLE = ['pending_action', 'pending_receipt', 'pending_approval'];
const VALIDATED = ['ap_hold', 'pending_receipt', 'pending_action', 'on_hold', 'booking_hold'];
/** Ours: what is neither done nor given up may be given up. */
const ABANDONABLE = ['new', 'draft', 'rejected', 'disputed', 'pending_approval', ...VALIDATED];

const subject = (invoice: Row) => `invoices:${invoice.id}`;

function assertStatus(invoice: Row, allowed: readonly string[], verb: string): void {
  const status = textOf(invoice, 'status');
  if (!allowed.includes(status)) refuse(MODEL, `Invoice in status ${status} can't be ${verb}`);
}

/** A draft is checked strictly and goes to a hold, to its receipt, to its approvers or, with none, to approved. */
export function submitInvoice(work: Work, invoice: Row): Row {
  assertStatus(invoice, ['draft', 'new', 'rejected'], 'submitted');
  const lines = childrenOf(work, 'invoice-lines', invoice, 'invoice-lines');
  if (lines.length === 0) refuse(MODEL, 'Invoice must have at least one line');
  const supplier = work.get('suppliers', textOf(invoice, 'supplier'));
  if (supplier?.status !== 'active') refuse(MODEL, 'Supplier is not active');
  if (textOf(invoice, 'invoice-date') === '') refuse(MODEL, "Invoice date can't be blank");
  work.note(subject(invoice), 'submitted for approval');
  bill(work, invoice, 1);
  return route(work, invoice);
}

/** Decides where a checked invoice stands now: the tenant's holds first, then its approvers. */
function route(work: Work, invoice: Row): Row {
  allocateReceipts(work, invoice);
  const breaches = findBreaches(work, invoice);
  const checked = recordBreaches(work, invoice, breaches);
  const supplier = work.get('suppliers', textOf(invoice, 'supplier'));
  const lines = childrenOf(work, 'invoice-lines', checked, 'invoice-lines');
  const isCoded = lines.every((line) => isCharged(line) || textOf(line, 'order-line-id') !== '');
  const to = (status: string, why: string) => {
    work.note(subject(invoice), why);
    return work.change('invoices', invoice.id, { ...checked, status });
  };
  if (isTrue(supplier, 'on-hold')) return to('on_hold', 'put on hold: the supplier is on hold');
  if (breaches.some((breach) => !breach.isReceipt))
    return to('ap_hold', 'put on AP hold: tolerance exceeded');
  if (breaches.length > 0) return to('pending_receipt', 'waits for a receipt');
  if (isTrue(supplier, 'hold-invoices-for-ap-review'))
    return to('ap_hold', 'put on AP hold: supplier is reviewed by AP');
  if (!isCoded) return to('pending_action', 'waits for an account on every line');
  return startChain(work, checked);
}

/** Failed tolerances on lines and header: new ones are added, cured ones are marked as resolved. */
function recordBreaches(work: Work, invoice: Row, breaches: readonly Breach[]): Row {
  const record = (table: 'invoices' | 'invoice-lines', row: Row): Row => {
    const mine = breaches.filter((breach) => breach.table === table && breach.id === row.id);
    const known = childrenOf(work, 'failed-tolerances', row, 'failed-tolerances');
    for (const failure of known) {
      const isCured = !mine.some((breach) => breach.code === failure.code);
      if (isCured && failure.resolved !== true) {
        work.change('failed-tolerances', failure.id, {
          resolved: true,
          'resolution-strategy': 'revalidated',
        });
      }
    }
    const open = mine.filter(
      (breach) => !known.some((failure) => failure.code === breach.code && failure.resolved !== true),
    );
    if (open.length === 0) return row;
    const added = open.map(
      (breach) =>
        work.insert('failed-tolerances', {
          code: breach.code,
          resolved: false,
          'resolution-strategy': null,
          'breach-amount': breach.amount,
          'breach-limit': breach.limit,
          'breach-detail-1': breach.detail,
          'failable-id': row.id,
          'failable-type': table === 'invoices' ? 'InvoiceHeader' : 'InvoiceLine',
        }).id,
    );
    return work.change(table, row.id, {
      ...row,
      'failed-tolerances': [...idsOf(row, 'failed-tolerances'), ...added],
    });
  };
  for (const line of childrenOf(work, 'invoice-lines', invoice, 'invoice-lines'))
    record('invoice-lines', line);
  const header = record('invoices', invoice);
  const names = [...new Set(breaches.map((breach) => breach.code))].join(', ');
  return { ...header, 'tolerance-failures': names || null };
}

/** Looks again: receipts, order changes and edits may have cured what was held. */
export function revalidateInvoice(work: Work, invoice: Row): Row {
  assertStatus(invoice, VALIDATED, 'revalidated');
  work.note(subject(invoice), 'tolerances revalidated');
  return route(work, invoice);
}

export function voidInvoice(work: Work, invoice: Row): Row {
  assertStatus(invoice, VOIDABLE, 'voided');
  if (invoice.status !== 'draft') bill(work, invoice, -1);
  releaseAllocations(work, invoice, 'invoice voided');
  closeChain(work, 'InvoiceHeader', invoice.id);
  work.note(subject(invoice), 'voided');
  return work.change('invoices', invoice.id, { status: 'voided', canceled: true, exported: false });
}

export function abandonInvoice(work: Work, invoice: Row, { body }: ActionInput): Row {
  assertStatus(invoice, ABANDONABLE, 'abandoned');
  if (!['draft', 'new', 'rejected'].includes(textOf(invoice, 'status'))) bill(work, invoice, -1);
  releaseAllocations(work, invoice, 'invoice abandoned');
  closeChain(work, 'InvoiceHeader', invoice.id);
  const code = reasonCode(body, 'reason-insight') || textIn(body, 'reason-insight-code');
  work.note(subject(invoice), code ? `abandoned (${code})` : 'abandoned');
  return work.change('invoices', invoice.id, {
    status: 'abandoned',
    'abandon-reason': code ? { code } : null,
  });
}

/** Needs a reason that the tenant has configured and that is active. */
export function disputeInvoice(work: Work, invoice: Row, { body }: ActionInput): Row {
  assertStatus(invoice, DISPUTABLE, 'disputed');
  const code = reasonCode(body, 'dispute-reason') || reasonCode(body, 'dispute-reasons');
  const reason = [...work.rows('dispute-reasons')].find((row) => row.code === code || row.id === code);
  if (!reason) refuse(MODEL, "Dispute reason can't be blank");
  if (reason.active !== true) refuse(MODEL, 'Dispute reason is not active');
  closeChain(work, 'InvoiceHeader', invoice.id);
  const comment = textIn(body, 'comment') || textIn(body, 'comments');
  if (comment !== '') {
    work.insert('comments', {
      comments: comment,
      'commentable-type': 'InvoiceHeader',
      'commentable-id': invoice.id,
      'to-supplier': true,
      'comment-type': 'dispute',
    });
  }
  work.note(subject(invoice), `disputed: ${textOf(reason, 'description')}`);
  return work.change('invoices', invoice.id, {
    status: 'disputed',
    'dispute-reasons': [reason.id],
    'dispute-method': 'manual',
  });
}

export function withdrawDispute(work: Work, invoice: Row): Row {
  assertStatus(invoice, ['disputed'], 'withdrawn from dispute');
  work.note(subject(invoice), 'dispute withdrawn');
  return route(work, { ...invoice, 'dispute-reasons': [] });
}

function reasonCode(body: Body, field: string): string {
  const given: BodyValue | undefined = body[field];
  const one = Array.isArray(given) ? (given[0] as BodyValue | undefined) : given;
  if (typeof one === 'string') return one;
  if (!one || typeof one !== 'object' || Array.isArray(one)) return '';
  const named = one as Body;
  return textIn(named, 'code') || textIn(named, 'id');
}

function textIn(body: Body, field: string): string {
  const value = body[field];
  return typeof value === 'string' ? value : '';
}

/** What a person does on Coupa's screen, and no API offers: lets a held invoice go on to its approvers. */
export function releaseHold(work: Work, invoice: Row, why: string): Row {
  assertStatus(invoice, VALIDATED, 'released');
  for (const row of [invoice, ...childrenOf(work, 'invoice-lines', invoice, 'invoice-lines')]) {
    for (const failure of childrenOf(work, 'failed-tolerances', row, 'failed-tolerances')) {
      if (failure.resolved === true) continue;
      work.change('failed-tolerances', failure.id, { resolved: true, 'resolution-strategy': 'manual' });
    }
  }
  work.note(subject(invoice), why ? `hold released: ${why}` : 'hold released');
  const pending = approvalsOf(work, 'InvoiceHeader', invoice.id).some(
    (row) => row.status === 'pending_approval',
  );
  if (pending) return work.change('invoices', invoice.id, { status: 'pending_approval' });
  return startChain(work, { ...invoice, 'tolerance-failures': null });
}

/** "Delete Invoice in New status": what nobody has begun to work on; its lines go with it. */
export function deleteNewInvoice(work: Work, invoice: Row): void {
  assertStatus(invoice, ['new'], 'deleted');
  for (const id of idsOf(invoice, 'invoice-lines')) work.remove('invoice-lines', id);
}
