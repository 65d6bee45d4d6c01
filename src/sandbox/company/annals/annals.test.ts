import { describe, expect, it } from 'vitest';
import { add, compare, total } from '../../amount.ts';
import { addDays } from '../../moment.ts';
import { childrenOf, decimalOf, type Row, textOf } from '../../row.ts';
import { liveEvent } from '../live.ts';
import { invoiceNumber } from '../plan.ts';
import { supplierData } from '../supplier-data.ts';
import { numberForm } from './number-form.ts';
import { RECORD_TABLES, retell } from './retold-cell.ts';
import { printNumber } from './story.ts';
import { tellPlots } from './tell-plots.ts';
import { foundCompany, NOW, smallAnnals } from './test-annals.ts';

const { state, annals, company } = smallAnnals();
const rowsOf = (table: string) => [...state.rows(table)];
const made = (table: string) => annals.table(table);

describe('a retelling', () => {
  it('is what the storytellers write who tell the same story at that time', () => {
    // 52 weeks apart the clocks change on the same days; the years on the invoices differ.
    const moments = ['2028-03-01T10:00:00Z', '2027-03-03T10:00:00Z'] as const;
    const [plots, earlier] = moments.map((now) =>
      tellPlots(foundCompany(1, '2020-01-01T00:00:00Z'), {
        now,
        mastersAt: '2020-01-01T00:00:00Z',
        invoices: 400,
      }),
    );
    const shift = { seconds: -364 * 86_400, days: -364 };
    let compared = 0;
    for (const [at, plot] of (plots ?? []).entries()) {
      const other = earlier?.[at];
      const same = {
        shift,
        idOf: (table: number, n: number) => textOf(other?.records[table]?.[n]?.[0]?.row, 'id'),
        numberAt: (index: number) => {
          const number = plot.numbers[index];
          const own = number && !number.isRekeyed ? number : plot.numbers.find((one) => !one.isRekeyed);
          const first = Number(/7\d{8}/.exec(own?.text ?? '')?.[0]) - (own?.running ?? 0);
          return number ? printNumber(number, first, shift, new Map()) : '';
        },
      };
      for (const [table, records] of plot.records.entries()) {
        for (const [n, versions] of records.entries()) {
          for (const [step, { row, cells }] of versions.entries()) {
            const retold = {
              ...row,
              ...Object.fromEntries(cells.map(([key, recipe]) => [key, retell(recipe, same)])),
            };
            expect(retold, `${RECORD_TABLES[table]} ${n} of story ${at}`).toEqual(
              other?.records[table]?.[n]?.[step]?.row,
            );
            compared += 1;
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(5_000);
  });

  it('prints numbers as stories do', () => {
    for (const { numbers } of supplierData) {
      for (const day of ['2025-01-31', '2026-12-01']) {
        for (const running of [1, 42, 1_234_567]) {
          const days = Date.parse(`${day}T00:00:00Z`) / 86_400_000;
          expect(numberForm(numbers)(running, days)).toBe(invoiceNumber(numbers, running, day));
        }
      }
    }
  });
});

describe('records of the annals', () => {
  it('are the same whether read in order or one by one', () => {
    const again = smallAnnals();
    for (const table of RECORD_TABLES) {
      const inOrder = [...again.state.rows(table)];
      expect(inOrder.length, table).toBeGreaterThan(100);
      expect(inOrder.length, table).toBe(state.count(table));
      for (let at = inOrder.length - 1; at >= 0; at -= 7) {
        expect(state.get(table, inOrder[at]?.id ?? ''), table).toEqual(inOrder[at]);
      }
    }
  });

  it('are others for another seed', () => {
    const other = smallAnnals({ seed: 2, invoices: 200 });
    const first = (of: Iterable<Row>) => [...of].slice(0, 20).map((row) => textOf(row, 'invoice-number'));
    expect(first(other.state.rows('invoices'))).not.toEqual(first(state.rows('invoices')));
  });

  it('are as many invoices as were asked for, with ids in a row', () => {
    expect(made('invoices')?.size).toBe(3_000);
    const ids = rowsOf('invoices').map(({ id }) => Number(id));
    expect(ids).toEqual(ids.map((_, at) => 710_001 + at));
  });

  it('have ids beyond what a number holds', () => {
    const large = smallAnnals({ invoices: 50, firstInvoiceId: '9007199254740993' });
    const [first, second] = [...large.state.rows('invoices')].map(({ id }) => id);
    expect([first, second]).toEqual(['9007199254740993', '9007199254740994']);
    expect(large.state.get('invoices', '9007199254740994')?.id).toBe('9007199254740994');
    expect(large.state.get('invoices', '9007199254740992')).toBeUndefined();
  });

  it('hang together: lines, orders, receipts and approvals name each other', () => {
    for (const invoice of rowsOf('invoices')) {
      const lines = childrenOf(state, 'invoice-lines', invoice, 'invoice-lines');
      expect(lines.length, invoice.id).toBeGreaterThan(0);
      expect(total(lines.map((line) => decimalOf(line, 'total')))).not.toBe('');
      for (const line of lines) {
        expect(line['invoice-header-id']).toBe(invoice.id);
        const orderLine = textOf(line, 'order-line-id');
        if (orderLine === '') continue;
        const ordered = state.get('order-lines', orderLine);
        expect(state.get('purchase-orders', textOf(ordered, 'order-header-id'))).toBeDefined();
        expect(state.indexed('invoice-lines', 'order-line-id', orderLine)).toContain(line.id);
      }
      for (const id of state.indexed('approvals', 'approvable-id', invoice.id) ?? []) {
        expect(state.get('approvals', id)?.['approvable-id']).toBe(invoice.id);
      }
    }
    for (const receipt of rowsOf('receiving-transactions')) {
      expect(state.indexed('receiving-transactions', 'order-line', textOf(receipt, 'order-line'))).toContain(
        receipt.id,
      );
    }
  });

  it('say nothing that lies in the future, and little of what is young is done', () => {
    const invoices = rowsOf('invoices');
    for (const invoice of invoices) {
      expect(textOf(invoice, 'updated-at') <= NOW, invoice.id).toBe(true);
      expect(textOf(invoice, 'created-at') <= textOf(invoice, 'updated-at'), invoice.id).toBe(true);
      for (const line of state.history(`invoices:${invoice.id}`)) expect(line.at <= NOW).toBe(true);
    }
    const paid = (from: number, to: number) => {
      const among = invoices.filter(
        (row) =>
          textOf(row, 'created-at') >= addDays(NOW, -from) && textOf(row, 'created-at') < addDays(NOW, -to),
      );
      return among.filter((row) => row.paid === true).length / among.length;
    };
    expect(paid(8, 0)).toBeLessThan(0.1);
    expect(paid(300, 200)).toBeGreaterThan(0.85);
  });

  it('give a number to no two invoices of a supplier but those that are meant to have it', () => {
    const seen = new Map<string, Row>();
    for (const invoice of rowsOf('invoices')) {
      const number = textOf(invoice, 'invoice-number');
      const key = `${textOf(invoice, 'supplier')}:${number}`;
      const other = number === '' ? undefined : seen.get(key);
      if (other) expect([other.status, invoice.status]).toContain('voided');
      seen.set(key, invoice);
    }
  });

  it('bear the faults that the truth tells of', () => {
    const faults = [...annals.truth('faults')];
    expect(new Set(faults.map(({ code }) => code)).size).toBeGreaterThan(20);
    // That two numbers differ by a slip cannot be told again with others.
    expect(faults.map(({ code }) => code)).not.toContain('DUP_SUSPECT');
    for (const fault of faults) {
      const invoice = state.get('invoices', fault.invoice_id);
      expect(textOf(invoice, 'invoice-number')).toBe(fault.invoice_number);
      expect(fault.what).not.toMatch(/8\d{8}/);
    }
    for (const { order_line_ids, invoice_id, line } of annals.truth('assignments')) {
      const invoice = state.get('invoices', invoice_id);
      expect(childrenOf(state, 'invoice-lines', invoice, 'invoice-lines')[line - 1]).toBeDefined();
      for (const id of order_line_ids) expect(state.get('order-lines', id)).toBeDefined();
    }
  });

  it('are not kept: what is held stays as small as some pages need', () => {
    for (const table of RECORD_TABLES) for (const { id } of state.rows(table)) state.get(table, id);
    const large = [...RECORD_TABLES].reduce((all, table) => all + state.count(table), 0);
    expect(large).toBeGreaterThan(40_000);
    // 500 stories with some fifteen records each.
    expect(annals.held()).toBeLessThan(12_500);
    expect(state.kept('invoices').length).toBe(60);
  });
});

describe('a company with annals', () => {
  it('lives on', () => {
    const told = Array.from({ length: 40 }, () => liveEvent(company, NOW));
    expect(told.join('\n')).toContain('arrived');
    const newest = rowsOf('invoices').at(-1);
    expect(Number(newest?.id)).toBeGreaterThan(710_000 + 3_060);
    expect(compare(add(decimalOf(newest, 'gross-total'), '1'), '0')).toBeGreaterThan(0);
  });
});
