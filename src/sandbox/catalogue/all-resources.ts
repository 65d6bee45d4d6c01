import { accounting } from './accounting.ts';
import { approvals } from './approval.ts';
import { attachments } from './attachment.ts';
import { budgets } from './budget.ts';
import { comments } from './comment.ts';
import { contractResources } from './contract.ts';
import { coupaPay } from './coupa-pay.ts';
import { customObjects } from './custom-object.ts';
import { expenseResources } from './expense.ts';
import { integrationResources } from './integration.ts';
import { invoiceResources } from './invoice.ts';
import { invoiceParts } from './invoice-parts.ts';
import { items } from './item.ts';
import { matchingAllocations } from './matching-allocation.ts';
import { projectResources } from './project.ts';
import { purchaseOrderResources } from './purchase-order.ts';
import { purchaseOrderChanges } from './purchase-order-change.ts';
import { receivingDocuments } from './receiving-documents.ts';
import { receivingTransactions } from './receiving-transaction.ts';
import { referenceData } from './reference-data.ts';
import { requisitionResources } from './requisition.ts';
import type { Nesting, Resource } from './resource.ts';
import { supplierRiskFeed } from './risk-feed.ts';
import { supplierResources } from './supplier.ts';
import { supplierInformationResources } from './supplier-information.ts';
import { termsAndTax } from './terms-and-tax.ts';
import { people } from './user.ts';

/** Everything the sandbox knows. A new resource is one file and one line here. */
export const allResources: readonly Resource[] = [
  ...referenceData,
  ...termsAndTax,
  ...accounting,
  ...budgets,
  ...people,
  items,
  ...projectResources,
  ...supplierResources,
  ...supplierInformationResources,
  ...contractResources,
  ...purchaseOrderResources,
  ...purchaseOrderChanges,
  receivingTransactions,
  ...receivingDocuments,
  ...invoiceResources,
  ...invoiceParts,
  matchingAllocations,
  approvals,
  comments,
  attachments,
  ...requisitionResources,
  ...expenseResources,
  ...integrationResources,
  ...coupaPay,
  ...customObjects,
  supplierRiskFeed,
];

// Callers' words are looked up in these: they hold what the catalogue says, and no `constructor` of JavaScript's own.
for (const { fields, actions, collectionActions, views, creations } of allResources) {
  for (const named of [fields, actions, collectionActions, views, creations])
    if (named) Object.setPrototypeOf(named, null);
}

const byTable = new Map(allResources.map((resource) => [resource.table, resource]));
const byPath = new Map(
  allResources.flatMap((resource) =>
    [resource.path, ...(resource.otherPaths ?? [])].flatMap((path) =>
      path ? [[path, resource] as const] : [],
    ),
  ),
);
const byNesting = new Map(
  allResources.flatMap((resource) =>
    (resource.within ?? []).map(
      (nesting) => [`${nesting.path}/${nesting.as}`, { resource, nesting }] as const,
    ),
  ),
);
/** `coupa_pay/payments`; no path has more words. */
const PATH_WORDS_MAX = 3;

/** @throws RangeError for a table that no resource describes: a mistake in the catalogue. */
export function resourceOf(table: string): Resource {
  const resource = byTable.get(table);
  if (!resource) throw new RangeError(`Expected a resource for the table ${table}, found none.`);
  return resource;
}

/** What a path names, with the words after it: an id, a verb. */
export interface FoundPlace {
  readonly resource: Resource;
  readonly nesting?: Nesting;
  readonly ownerId?: string;
  readonly rest: readonly string[];
}

/** The words of a path behind /api. The longest path wins, and what lives inside another before the other. */
export function findPlace(words: readonly string[]): FoundPlace | undefined {
  for (let length = Math.min(PATH_WORDS_MAX, words.length); length > 0; length--) {
    const path = words.slice(0, length).join('/');
    const [ownerId, as] = words.slice(length);
    const nested = as === undefined ? undefined : byNesting.get(`${path}/${as}`);
    if (nested && ownerId !== undefined) return { ...nested, ownerId, rest: words.slice(length + 2) };
    const resource = byPath.get(path);
    if (resource) return { resource, rest: words.slice(length) };
  }
  return undefined;
}
