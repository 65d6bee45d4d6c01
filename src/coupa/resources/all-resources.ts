import { addresses, remitToAddresses } from './address.ts';
import { budgetLines, periods, projects } from './budget.ts';
import { accounts, accountTypes } from './chart-of-accounts.ts';
import { currencies, exchangeRates } from './currency.ts';
import type { CoupaResource, RecordOf } from './declare.ts';
import { evidenceLists } from './documents.ts';
import { expenseReports } from './expense-report.ts';
import { integrationRuns } from './integration-run.ts';
import { commodities, items, unitsOfMeasure } from './item.ts';
import { lookups, lookupValues } from './lookup.ts';
import { businessGroups, departments, legalEntities, roles, userGroups } from './organisation.ts';
import { requisitions } from './requisition.ts';
import { receiptRequests, shipNotices } from './ship-notice.ts';
import { supplierInformation, supplierSites } from './supplier-site.ts';
import { shippingTerms, taxCodes } from './terms-and-tax.ts';

/** Lists declared by their fields alone, in the order of the first load. A new one is a declaration and a line here. */
export const DECLARED = [
  requisitions,
  accountTypes,
  accounts,
  lookups,
  lookupValues,
  departments,
  addresses,
  commodities,
  currencies,
  exchangeRates,
  items,
  userGroups,
  businessGroups,
  legalEntities,
  budgetLines,
  projects,
  periods,
  taxCodes,
  shippingTerms,
  unitsOfMeasure,
  roles,
  expenseReports,
  integrationRuns,
  remitToAddresses,
  supplierSites,
  supplierInformation,
  shipNotices,
  receiptRequests,
] as const;

/** What the lists of {@link DECLARED} read to, by kind. */
export type DeclaredRecords = {
  readonly [D in (typeof DECLARED)[number] as D['kind']]: RecordOf<D>;
};

/** Every list of Coupa that Purser reads, what decisions need first. */
export const COUPA_RESOURCES: readonly CoupaResource[] = [...evidenceLists, ...DECLARED];
