/** The scopes that the sandbox's client was given, those of resources to come among them. */
export const GRANTED_SCOPES: readonly string[] = [
  ...pairs(
    'accounting',
    'approval',
    'budget',
    'catalog',
    'comment',
    'common',
    'contract',
    'expense',
    'integration',
  ),
  ...pairs('inventory.receiving', 'invoice', 'item', 'legal_entity', 'pay.payments', 'payables.allocations'),
  ...pairs(
    'payables.external',
    'payables.invoice',
    'payables.order',
    'project',
    'purchase_order',
    'requisition',
  ),
  ...pairs('supplier', 'supplier.risk_aware', 'uom', 'user', 'user_group', 'sourcing', 'easy_form_response'),
  ...pairs(
    'pay.statements',
    'pay.virtual_cards',
    'inventory.common',
    'inventory.asn',
    'inventory.return_to_supplier',
  ),
  ...pairs('supplier_sites', 'supplier_information_sites', 'supplier_information_tax_registrations'),
  'core.supplier_information_tax_registrations.delete',
  'core.invoice.create',
  'core.invoice.delete',
  'core.invoice.approval.write',
  'core.invoice.approval.bypass',
];

function pairs(...objects: string[]): string[] {
  return objects.flatMap((object) => [`core.${object}.read`, `core.${object}.write`]);
}
