/** The OAuth scopes reading needs, each with what it unlocks, for people and for the default of a new connection. */
export const READ_SCOPES: readonly { readonly scope: string; readonly unlocks: string }[] = [
  { scope: 'core.invoice.read', unlocks: 'Reads invoices: without it there is nothing to decide.' },
  { scope: 'core.purchase_order.read', unlocks: 'Reads purchase orders, which invoices are compared with.' },
  { scope: 'core.inventory.receiving.read', unlocks: 'Reads receipts, which three-way matching needs.' },
  { scope: 'core.supplier.read', unlocks: 'Reads suppliers.' },
  { scope: 'core.common.read', unlocks: 'Reads payment terms.' },
  { scope: 'core.user.read', unlocks: 'Reads users, so that people can be told who they are in Coupa.' },
  {
    scope: 'core.approval.read',
    unlocks: 'Reads steps of approval, so that Purser can take the one that waits for it.',
  },
  {
    scope: 'core.comment.read',
    unlocks: 'Reads comments on invoices and orders, in which people agree to prices.',
  },
  { scope: 'core.contract.read', unlocks: 'Reads contracts, which may explain a price, a charge or terms.' },
  { scope: 'core.catalog.read', unlocks: 'Reads the prices of suppliers’ items that contracts state.' },
];

/** The scopes writing needs, each with the commands it unlocks. */
export const WRITE_SCOPES: readonly { readonly scope: string; readonly unlocks: string }[] = [
  {
    scope: 'core.invoice.write',
    unlocks: 'Submits, disputes and revalidates invoices, sets custom fields on them.',
  },
  { scope: 'core.approval.write', unlocks: 'Approves, rejects and holds as the approver Coupa waits for.' },
  { scope: 'core.comment.write', unlocks: 'Adds comments to invoices.' },
];
