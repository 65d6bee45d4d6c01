import { add, readDecimal, round, subtract } from '../amount.ts';
import type { ActionInput, SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { decimalOf, type Row } from '../row.ts';
import type { Work } from '../state.ts';

/** A new line has all of its amount left; another amount moves what is left by the difference. */
export function settleBudgetLine(_work: Work, row: Row, { before }: SaveContext): Row {
  const amount = decimalOf(row, 'amount');
  const remaining = before
    ? add(decimalOf(row, 'remaining'), subtract(amount, decimalOf(before, 'amount')))
    : amount;
  return { ...row, amount: round(amount, 2), remaining: round(remaining, 2) };
}

/** `{"adjustment-amount": "-50", "description": "…"}` is added to what is left, and recorded. */
export function adjustBudget(work: Work, line: Row, { body }: ActionInput): Row {
  const given = body['adjustment-amount'] ?? body.amount;
  const amount = typeof given === 'string' ? readDecimal(given) : undefined;
  if (amount === undefined) refuse('budget-line', "Adjustment amount can't be blank");
  const remaining = round(add(decimalOf(line, 'remaining'), amount), 2);
  work.insert('budget-line-adjustments', {
    'budget-line': line.id,
    amount: round(amount, 2),
    'budget-remaining': remaining,
    description: typeof body.description === 'string' ? body.description : null,
    reason: 'Manual adjustment',
    currency: line.currency ?? null,
  });
  work.note(`budget-lines:${line.id}`, `adjusted by ${amount}`);
  return work.change('budget-lines', line.id, { remaining });
}
