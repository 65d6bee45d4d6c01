import { approvals } from './approval.ts';
import { attachments } from './attachment.ts';
import { comments } from './comment.ts';
import { contractResources } from './contract.ts';
import { invoiceResources } from './invoice.ts';
import { matchingAllocations } from './matching-allocation.ts';
import { purchaseOrderResources } from './purchase-order.ts';
import { receivingTransactions } from './receiving-transaction.ts';
import { referenceData } from './reference-data.ts';
import { requisitionResources } from './requisition.ts';
import type { Resource } from './resource.ts';
import { supplierResources } from './supplier.ts';
import { users } from './user.ts';

/** Everything the sandbox knows. A new resource is one file and one line here. */
export const allResources: readonly Resource[] = [
  ...referenceData,
  users,
  ...supplierResources,
  ...contractResources,
  ...purchaseOrderResources,
  receivingTransactions,
  ...invoiceResources,
  matchingAllocations,
  approvals,
  comments,
  attachments,
  ...requisitionResources,
];

const byTable = new Map(allResources.map((resource) => [resource.table, resource]));
const byPath = new Map(
  allResources.flatMap((resource) =>
    [resource.path, ...(resource.otherPaths ?? [])].map((path) => [path, resource]),
  ),
);

/** @throws RangeError for a table that no resource describes: a mistake in the catalogue. */
export function resourceOf(table: string): Resource {
  const resource = byTable.get(table);
  if (!resource) throw new RangeError(`Expected a resource for the table ${table}, found none.`);
  return resource;
}

export function resourceAt(path: string): Resource | undefined {
  return byPath.get(path);
}
