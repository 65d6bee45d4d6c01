import type { Invoice } from '../records/invoice.ts';
import type { Supplier } from '../records/supplier.ts';
import { type ComparisonContext, documentException } from './comparison.ts';
import type { MatchException } from './match-result.ts';
import { named } from './wording.ts';

/** Whether nothing of this supplier may be paid: a payment hold, or a supplier that is not active. */
export function isBlocked(supplier: Supplier): boolean {
  return supplier.holdsPayment || supplier.status !== 'active';
}

/** A blocked supplier stops its invoices whatever they say; releasing it is supplier management's, never ours. */
export function supplierFaults(
  supplier: Supplier | undefined,
  invoice: Invoice,
  context: ComparisonContext,
): readonly MatchException[] {
  if (supplier === undefined || !isBlocked(supplier)) return [];
  const actual = supplier.holdsPayment ? 'on payment hold' : supplier.status.replaceAll('_', ' ');
  const fault = documentException(
    {
      code: 'SUPPLIER_BLOCKED',
      expected: 'an active supplier without a payment hold',
      actual,
      explanation: `Supplier ${named(supplier.name)} is ${actual} in Coupa.`,
      counterfactual: 'Would go on if supplier management released the supplier.',
      sources: [`supplier/${supplier.id}`, `invoice/${invoice.id}`],
      breachAmount: undefined,
      lines: [],
    },
    context,
  );
  return [fault];
}
