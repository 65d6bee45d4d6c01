import type { BudgetLine, Period, Project } from '#domain/records/budget.ts';
import { SEGMENTS } from './chart-of-accounts.ts';
import { declare } from './declare.ts';
import { amount, currency, day, flag, idOf, or, text, texts } from './field.ts';

/**
 * The list is named on the page of scopes only.
 * @see Coupa, tenant page "OAuth2 scopes", API/Periods (read 2026-04-09)
 */
export const periods = declare<Period>()({
  kind: 'period',
  path: 'periods',
  title: 'Budget periods',
  scope: 'core.common.read',
  unlocks: 'Shows periods, and which are open.',
  without: 'Purser cannot say which period a budget is for.',
  fields: {
    name: or(text('name'), ''),
    startDate: day('start-date'),
    endDate: day('end-date'),
    isOpen: or(flag('is-open'), false),
    chartId: idOf('account-type.id'),
  },
  columns: ['name', 'startDate', 'endDate', 'isOpen'],
});

/** @see Coupa Compass, Integration Technical Documentation, "Budget Lines API" (read 2026-04-09) */
export const budgetLines = declare<BudgetLine>()({
  kind: 'budget_line',
  path: 'budget_lines',
  title: 'Budget lines',
  scope: 'core.budget.read',
  unlocks: 'Shows what is left of a budget.',
  without: 'Purser cannot say whether a request fits its budget.',
  fields: {
    description: text('description'),
    periodId: idOf('period.id'),
    periodName: text('period.name'),
    currency: currency('currency'),
    amount: amount('amount'),
    remaining: amount('remaining', 'remaining-budget'),
    ownerId: idOf('owner.id'),
    segments: texts(SEGMENTS),
  },
  columns: ['periodId', 'ownerId'],
});

/** @see Coupa Compass, Integration Technical Documentation, "Projects API" (read 2026-04-09) */
export const projects = declare<Project>()({
  kind: 'project',
  path: 'projects',
  title: 'Projects',
  scope: 'core.project.read',
  unlocks: 'Shows projects that spending may be put on.',
  without: 'Purser cannot group by project.',
  fields: {
    name: or(text('name'), ''),
    description: text('description'),
    status: text('status'),
    isActive: or(flag('active'), true),
    externalNumber: text('external-reference-number'),
    departmentId: idOf('department.id'),
    startDate: day('start-date'),
    endDate: day('end-date'),
  },
  columns: ['name', 'status', 'isActive'],
});
