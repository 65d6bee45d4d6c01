import type { SupplierInformation, SupplierSite } from '#domain/records/supplier-site.ts';
import { declare } from './declare.ts';
import { flag, idOf, or, text } from './field.ts';

/** @see Coupa Compass, Integration Technical Documentation, "Supplier Sites API" (read 2026-04-09) */
export const supplierSites = declare<SupplierSite>()({
  kind: 'supplier_site',
  path: 'supplier_sites',
  title: 'Supplier sites',
  scope: 'core.supplier.read',
  unlocks: 'Shows the sites of suppliers that orders go to.',
  without: 'Purser cannot tell which site of a supplier an order went to.',
  fields: {
    code: text('code'),
    name: text('name'),
    supplierId: idOf('supplier-id', 'supplier.id'),
    isActive: or(flag('active'), true),
    isOnHold: or(flag('buyer-hold'), false),
    paymentTermCode: text('payment-term.code'),
    shippingTermCode: text('shipping-term.code'),
    poEmail: text('po-email'),
  },
  columns: ['code', 'supplierId', 'isActive'],
});

/** @see Coupa Compass, Integration Technical Documentation, "Supplier Information API" (read 2026-04-09) */
export const supplierInformation = declare<SupplierInformation>()({
  kind: 'supplier_information',
  path: 'supplier_information',
  title: 'Supplier information',
  scope: 'core.supplier.read',
  unlocks: 'Shows suppliers that are being taken on, and changes that suppliers ask for.',
  without: 'Purser cannot say how far the onboarding of a supplier is.',
  fields: {
    name: or(text('name', 'supplier-name', 'display-name'), ''),
    displayName: text('display-name'),
    status: or(text('status'), ''),
    supplierId: idOf('supplier-id'),
    supplierNumber: text('supplier-number'),
    website: text('website'),
    paymentTermCode: text('payment-term.code'),
  },
  columns: ['name', 'status', 'supplierId'],
});
