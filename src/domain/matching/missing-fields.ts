import type { Invoice } from '../records/invoice.ts';
import { type ComparisonContext, documentException, lineException } from './comparison.ts';
import type { LineFacts } from './line-facts.ts';
import type { MatchException } from './match-result.ts';

/** What a policy may ask an invoice to carry. */
export type RequiredField = 'invoiceNumber' | 'invoiceDate' | 'supplierId' | 'currency' | 'grossTotal';

const NAMES: Readonly<Record<RequiredField, string>> = {
  invoiceNumber: 'number',
  invoiceDate: 'date',
  supplierId: 'supplier',
  currency: 'currency',
  grossTotal: 'total',
};

/** What the document as a whole lacks: lines always, the rest as asked. */
export function missingFields(
  invoice: Invoice,
  required: readonly RequiredField[],
  context: ComparisonContext,
): readonly MatchException[] {
  const lacking = required.filter((field) => invoice[field] === undefined || invoice[field] === '');
  const names = [...new Set(lacking)].map((field) => NAMES[field]);
  if (invoice.lines.length === 0) names.push('lines');
  return names.map((name) =>
    documentException(
      {
        code: 'FIELD_MISSING',
        expected: `the invoice's ${name}`,
        actual: 'none',
        explanation: `The invoice has no ${name}.`,
        counterfactual: `Would be compared in full if the invoice had ${name === 'lines' ? 'lines' : `a ${name}`}.`,
        sources: [`invoice/${invoice.id}`],
      },
      context,
    ),
  );
}

/** A number of the line without which it cannot be compared. */
export function missingOnLine(facts: LineFacts, context: ComparisonContext): MatchException | undefined {
  const field = lackingNumber(facts);
  if (field === undefined) return undefined;
  return lineException(
    facts,
    {
      code: 'FIELD_MISSING',
      expected: `the ${field} of line ${facts.number}`,
      actual: 'none',
      breachAmount: facts.amount,
      explanation: `Line ${facts.number} has no ${field}.`,
      counterfactual: `Would be compared if line ${facts.number} had ${field === 'amount' ? 'an' : 'a'} ${field}.`,
    },
    context,
  );
}

function lackingNumber({
  line,
  quantity,
  price,
  amount,
}: LineFacts): 'quantity' | 'price' | 'amount' | undefined {
  if (line.kind === 'quantity' && quantity === undefined) return 'quantity';
  if (line.kind === 'quantity' && price === undefined) return 'price';
  return amount === undefined ? 'amount' : undefined;
}
