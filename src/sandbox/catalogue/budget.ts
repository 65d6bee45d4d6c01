import { adjustBudget, settleBudgetLine } from '../actions/budgets.ts';
import {
  authors,
  currencyRef,
  customFields,
  many,
  type Resource,
  ref,
  SEGMENTS,
  stamps,
  text,
  userRef,
  WRITABLE,
  writableDecimal,
  writableFlag,
  writableInteger,
  writableText,
} from './resource.ts';

const READ = ['core.budget.read'];
const WRITE = ['core.budget.write'];

const budgetLines: Resource = {
  table: 'budget-lines',
  path: 'budget_lines',
  root: 'budget-line',
  scopes: { read: READ, create: WRITE, update: WRITE, delete: WRITE },
  lookupKeys: ['id'],
  defaults: { 'error-on-overrun': false, 'pending-requisitions-amount': '0.00' },
  fields: {
    ...stamps,
    description: writableText,
    notes: writableText,
    amount: { ...writableDecimal, isRequired: true },
    remaining: { kind: 'decimal' },
    'remaining-budget': { kind: 'decimal', isQuiet: true, from: (row) => row.remaining },
    'pending-requisitions-amount': { kind: 'decimal' },
    'overrun-calculation': writableInteger,
    'owner-is-approver': writableInteger,
    'error-on-overrun': writableFlag,
    ...many(writableText, ...SEGMENTS),
    period: ref('periods', ['id', 'name', 'start-date', 'end-date', 'is-open'], {
      isWritable: true,
      isRequired: true,
    }),
    currency: currencyRef(WRITABLE),
    owner: userRef(WRITABLE),
    'custom-fields': customFields,
    ...authors,
  },
  settle: settleBudgetLine,
  actions: { adjust: { scopes: WRITE, run: adjustBudget } },
};

/** They come from `adjust` and from spending, and cannot be created, changed or deleted themselves. */
const budgetLineAdjustments: Resource = {
  table: 'budget-line-adjustments',
  path: 'budget_line_adjustments',
  within: [
    {
      path: 'budget_lines',
      table: 'budget-lines',
      as: 'budget_line_adjustments',
      field: 'budget-line',
      key: 'budget-line',
    },
  ],
  root: 'budget-line-adjustment',
  scopes: { read: READ },
  lookupKeys: ['id'],
  fields: {
    ...stamps,
    amount: { kind: 'decimal' },
    'adjustment-amount': { kind: 'decimal', from: (row) => row.amount },
    'accounting-total': { kind: 'decimal', from: (row) => row.amount },
    'budget-remaining': { kind: 'decimal' },
    price: { kind: 'decimal' },
    quantity: { kind: 'decimal' },
    description: text(),
    reason: text(),
    'budget-line': ref('budget-lines', ['id', 'description']),
    currency: currencyRef(),
    ...authors,
  },
};

/** Budgets and what was taken from them. */
export const budgets: readonly Resource[] = [budgetLines, budgetLineAdjustments];
