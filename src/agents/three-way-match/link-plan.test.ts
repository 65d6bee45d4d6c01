import { describe, expect, it } from 'vitest';
import { invoice, invoiceLine, order, orderLine, receipt } from '#domain/matching/situation.test-data.ts';
import type { Invoice, InvoiceLine } from '#domain/records/invoice.ts';
import type { Versioned } from '#engine/shapes/sources.ts';
import { analyse } from './analyse.ts';
import type { Evidence } from './gather.ts';
import { propose } from './propose.ts';
import { settings as schema } from './settings.ts';

const versioned = <R extends { id: string }>(kind: Versioned<R>['kind'], record: R): Versioned<R> => ({
  kind,
  id: record.id,
  hash: '0'.repeat(64),
  record,
});

const { orderLineId: _named, ...nameless } = invoiceLine();

/** 25 of 100 bearings on order 4711, all received; the lines name the order as the test says. */
function decide(lines: readonly Partial<InvoiceLine>[], change: Partial<Invoice> = {}) {
  const billed = invoice({
    grossTotal: String(312.5 * lines.length),
    lines: lines.map((line, at) => ({ ...nameless, id: `1${at}`, lineNumber: String(at + 1), ...line })),
    ...change,
  });
  const evidence: Evidence = {
    invoice: versioned('invoice', billed),
    orders: [versioned('purchase_order', order({ poNumber: '4711', lines: [orderLine(), seal] }))],
    receipts: [
      versioned('receipt', receipt()),
      versioned('receipt', receipt({ id: '92', orderLineId: '72' })),
    ],
    billedBefore: [],
    approvals: [
      versioned('coupa_approval', {
        id: '41',
        approvableType: 'InvoiceHeader',
        approvableId: '1',
        status: 'pending_approval',
        approverId: '900',
        updatedAt: '2026-04-01T09:00:00.000Z',
      }),
    ],
    supplierInvoicesSeen: 3,
    today: '2026-04-02',
    serviceUserId: '900',
  };
  const settings = schema.parse({});
  return propose(analyse(evidence, settings), evidence, settings);
}

const seal = orderLine({ id: '72', lineNumber: '2', description: 'Shaft seal 35x50' });

const linked: Partial<InvoiceLine> = { orderLineId: '71' };
const byNumber: Partial<InvoiceLine> = { poNumber: '4711', orderLineNumber: '1' };
const otherwise: Partial<InvoiceLine> = { poNumber: 'PO 4711', orderLineNumber: '1' };
const byWords: Partial<InvoiceLine> = { poNumber: '4711' };

describe('an invoice that agrees', () => {
  it.each<[string, string, Partial<InvoiceLine>, string]>([
    ['names the order line', 'draft', linked, 'Submit for approval'],
    ['names order and line by number', 'draft', byNumber, 'Submit for approval'],
    ['writes the order number otherwise', 'draft', otherwise, 'Link line 1 to order 4711'],
    ['names the order alone', 'draft', byWords, 'Link line 1 to order 4711'],
    ['names the order line', 'pending_approval', linked, 'Approve'],
    ['names the order alone', 'pending_approval', byWords, 'Link line 1 to order 4711'],
    // Letting Coupa look again lets nothing pass, and a hold or an approval of others is not ours to replace.
    ['names the order alone', 'pending_receipt', byWords, 'Let Coupa check its tolerances again'],
    ['names the order alone', 'approved', byWords, 'In order, nothing to do'],
    ['names the order alone', 'disputed', byWords, 'Withdraw the dispute'],
  ])('%s, %s', (_words, status, line, headline) => {
    const proposal = decide([line], { status });
    expect([proposal.headline, proposal.verdict]).toEqual([headline, 'matched']);
    if (!headline.startsWith('Link')) return;
    expect([proposal.commands, proposal.isReversible]).toEqual([[], true]);
    expect(proposal.tasks).toMatchObject([
      {
        title: 'Link line 1 to order 4711: invoice R-1',
        steps: [
          'Open the invoice in Coupa.',
          expect.stringContaining('Line 1 was found on order 4711 line 1'),
          expect.anything(),
        ],
        record: 'invoice/1',
      },
    ]);
    expect(proposal.tasks[0]?.closesWhenStatus).not.toContain(status);
  });

  it('says of each line where it was found, and that Coupa does not link it', () => {
    const second = { description: 'Shaft seal 35x50', poNumber: '4711' };
    const { headline, reasons } = decide([byWords, second, linked]);
    expect(headline).toBe('Link lines 1 and 2 to order 4711');
    expect(reasons.slice(1)).toEqual([
      {
        text: 'Line 1 was found on order 4711 line 1 by item, part number or description; Coupa does not link it.',
        sources: ['invoice/1/line/1', 'purchase_order/7/line/1'],
      },
      {
        text: 'Line 2 was found on order 4711 line 2 by item, part number or description; Coupa does not link it.',
        sources: ['invoice/1/line/2', 'purchase_order/7/line/2'],
      },
    ]);
  });

  it('counts the lines that are too many to name', () => {
    const { reasons, tasks } = decide(
      Array.from({ length: 22 }, () => ({ ...byWords, quantity: '1' })),
      { grossTotal: '275.00' },
    );
    expect(reasons.at(-1)?.text).toBe('2 more lines are not linked in Coupa.');
    expect(tasks[0]?.title).toBe('Link lines 1, 2, 3, 4 and 18 more to order 4711: invoice R-1');
    expect(tasks[0]?.steps.at(-2)).toBe('See the 2 further lines in Purser.');
  });
});

describe('an invoice with an exception', () => {
  it('says so in the comment, once', () => {
    const { commands } = decide([{ ...byWords, price: '14.00' }], { grossTotal: '350.00' });
    expect(commands).toMatchObject([{ kind: 'comment.add' }]);
    const [comment] = commands;
    expect(comment?.kind === 'comment.add' && comment.text).toContain(
      'Coupa does not link line 1 to order 4711; Purser found the place.',
    );
  });

  it('is silent about it where the lines are linked, or nothing can follow', () => {
    expect(JSON.stringify(decide([{ ...linked, price: '14.00' }], { grossTotal: '350.00' }))).not.toContain(
      'link',
    );
    expect(JSON.stringify(decide([byWords], { status: 'voided' }))).not.toContain('link');
  });
});
