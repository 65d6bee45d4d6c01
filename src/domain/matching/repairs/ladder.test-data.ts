import type { Contract } from '../../records/contract.ts';
import type { PastCase } from '../../records/past-case.ts';
import type { Remark } from '../../records/remark.ts';
import type { SupplierItem } from '../../records/supplier-item.ts';
import { agreedPrices } from '../agreed-price.ts';
import type { ExceptionCode } from '../exception-code.ts';
import { repairLadders } from '../repair-ladder.ts';
import { invoice, invoiceLine, order, orderLine, situation } from '../situation.test-data.ts';
import { type MatchInput, matchInvoice } from '../three-way-match.ts';
import type { RepairStep, Rung } from './repair-step.ts';

/** 25 bearings, ordered at 12.50, billed at 13.00: 4 % too much. */
export const DEAR: Partial<MatchInput> = {
  invoice: invoice({
    lines: [invoiceLine({ price: '13.00', partNumber: '6204-2RS' })],
    grossTotal: '325.00',
  }),
  orders: [
    order({
      lines: [orderLine({ partNumber: '6204-2RS', itemId: '300' })],
      buyerId: '41',
      requesterId: '42',
    }),
  ],
};

/** The same 25 bearings for less than was ordered. */
export function cheap(price: string): Partial<MatchInput> {
  return { ...DEAR, invoice: invoice({ lines: [invoiceLine({ price })] }) };
}

export function contract(change: Partial<Contract> = {}): Contract {
  return {
    id: '12',
    number: 'RV-2026',
    status: 'published',
    isTerminated: false,
    supplierId: '5',
    currency: 'EUR',
    startDate: '2026-01-01',
    endDate: '2026-12-31',
    updatedAt: '2026-01-01T08:00:00.000Z',
    ...change,
  };
}

export function supplierItem(change: Partial<SupplierItem> = {}): SupplierItem {
  return {
    id: '31',
    supplierId: '5',
    itemId: '300',
    partNumbers: ['6204-2RS'],
    contractId: '12',
    currency: 'EUR',
    unitOfMeasure: 'EA',
    price: '13.00',
    tiers: [],
    updatedAt: '2026-01-01T08:00:00.000Z',
    ...change,
  };
}

/** What Coupa has agreed with the supplier. */
export function agreed(
  item: Partial<SupplierItem> = {},
  terms: Partial<Contract> = {},
): Pick<MatchInput, 'agreedPrices' | 'contracts'> {
  return { agreedPrices: agreedPrices([supplierItem(item)]), contracts: [contract(terms)] };
}

/** A comment of the order's buyer on the invoice. */
export function remark(text: string, change: Partial<Remark> = {}): Remark {
  return {
    id: '77',
    kind: 'comment',
    on: 'invoice',
    documentId: '1',
    text,
    authorId: '41',
    authorName: 'Jana Ernst',
    writtenOn: '2026-03-20',
    ...change,
  };
}

export function pastCase(day: string, change: Partial<PastCase> = {}): PastCase {
  return {
    invoiceId: `9${day.replaceAll('-', '')}`,
    invoiceNumber: `R-${day}`,
    code: 'PRICE_OVER',
    outcome: 'accepted',
    currency: 'EUR',
    total: '300.00',
    atRisk: '11.00',
    decidedOn: day,
    decidedByName: 'Ole Brandt',
    ...change,
  };
}

/** What one way found for the first cause of that code; undefined where it was not climbed. */
export function stepOn(
  rung: Rung,
  change: Partial<MatchInput>,
  code: ExceptionCode = 'PRICE_OVER',
): RepairStep | undefined {
  const input = situation(change);
  const result = matchInvoice(input);
  const ladder = repairLadders(input, result).find((each) => each.code === code);
  if (ladder === undefined) throw new RangeError(`No ${code} among ${result.exceptions.map((e) => e.code)}.`);
  return ladder.steps.find((step) => step.rung === rung);
}

/** Found and said, as a clerk reads it. */
export function toldBy(...given: Parameters<typeof stepOn>): readonly (string | undefined)[] {
  const step = stepOn(...given);
  return [step?.found, step?.says];
}
