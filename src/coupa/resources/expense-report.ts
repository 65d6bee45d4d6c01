import type { ExpenseLine, ExpenseReport } from '#domain/records/expense-report.ts';
import { declare } from './declare.ts';
import { amount, currency, day, flag, idOf, instant, list, or, text } from './field.ts';

/** @see Coupa Compass, Integration Technical Documentation, "Expense Reports API" (read 2026-04-09) */
export const expenseReports = declare<ExpenseReport>()({
  kind: 'expense_report',
  path: 'expense_reports',
  title: 'Expense reports',
  scope: 'core.expense.read',
  pace: 'hot',
  unlocks: 'Shows what people laid out and want back.',
  without: 'Purser cannot look at expense reports.',
  fields: {
    status: or(text('status'), ''),
    title: text('title'),
    expensedById: idOf('expensed-by.id'),
    expensedByLogin: text('expensed-by.login'),
    currency: currency('currency'),
    total: amount('total'),
    startDate: day('start-date'),
    endDate: day('end-date'),
    submittedAt: instant('submitted-at'),
    isPaid: or(flag('paid'), false),
    isExported: or(flag('exported'), false),
    lines: list<ExpenseLine>('expense-lines', {
      id: idOf('id'),
      lineNumber: text('line-number'),
      description: text('description'),
      merchant: text('merchant'),
      expenseDate: day('expense-date'),
      amount: amount('amount'),
      currency: currency('currency'),
      categoryName: text('expense-category.name'),
      accountId: idOf('account.id'),
      accountCode: text('account.code'),
    }),
  },
  columns: ['status', 'expensedById', 'submittedAt'],
});
