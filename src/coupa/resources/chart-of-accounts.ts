import type { Account, ChartOfAccounts } from '#domain/records/chart-of-accounts.ts';
import { declare } from './declare.ts';
import { currency, flag, idOf, or, text, texts } from './field.ts';

/** Coupa's twenty segments of an account, of which a chart uses some. */
export const SEGMENTS = Array.from({ length: 20 }, (_, place) => `segment-${place + 1}`);

/** @see Coupa Compass, Integration Technical Documentation, "Account Types API" (read 2026-04-09) */
export const accountTypes = declare<ChartOfAccounts>()({
  kind: 'account_type',
  path: 'account_types',
  title: 'Charts of accounts',
  scope: 'core.accounting.read',
  unlocks: 'Shows charts of accounts, and which legal entity and currency each is kept in.',
  without: 'Purser cannot tell which chart an account belongs to.',
  fields: {
    name: or(text('name'), ''),
    isActive: or(flag('active'), true),
    isDynamic: or(flag('dynamic-flag'), false),
    currency: currency('currency'),
    legalEntityName: text('legal-entity-name'),
  },
  columns: ['name', 'isActive'],
});

/** @see Coupa Compass, Integration Technical Documentation, "Accounts API" (read 2026-04-09) */
export const accounts = declare<Account>()({
  kind: 'account',
  path: 'accounts',
  title: 'Accounts',
  scope: 'core.accounting.read',
  unlocks: 'Shows accounts with their segments, so that a line can be coded.',
  without: 'Purser cannot propose an account, or check one.',
  fields: {
    code: or(text('code'), ''),
    name: text('name'),
    isActive: or(flag('active'), true),
    chartId: idOf('account-type.id', 'account-type-id'),
    chartName: text('account-type.name'),
    segments: texts(SEGMENTS),
  },
  columns: ['code', 'name', 'isActive', 'chartId'],
});
