import type { Address, RemitToAddress, SupplierRemitTo } from '#domain/records/address.ts';
import { declare } from './declare.ts';
import { flag, idOf, list, or, text } from './field.ts';

const PLACE = {
  name: text('name'),
  street1: text('street1'),
  street2: text('street2'),
  city: text('city'),
  state: text('state'),
  postalCode: text('postal-code'),
  countryCode: text('country.code'),
  vatNumber: text('vat-number'),
  isActive: or(flag('active'), true),
};

/** @see Coupa Compass, Integration Technical Documentation, "Addresses API" (read 2026-04-09) */
export const addresses = declare<Address>()({
  kind: 'address',
  path: 'addresses',
  title: 'Addresses',
  scope: 'core.common.read',
  unlocks: 'Shows where goods and invoices go.',
  without: 'Purser cannot offer a ship-to or bill-to address.',
  fields: { ...PLACE, locationCode: text('location-code') },
  columns: ['name', 'locationCode', 'isActive'],
});

/**
 * Coupa lists them inside their supplier only, so they are read as another view of suppliers.
 * @see Coupa Compass, Integration Technical Documentation, "Suppliers API", "Remit-To Addresses API" (read 2026-04-09)
 */
export const remitToAddresses = declare<SupplierRemitTo>()({
  kind: 'supplier_remit_to',
  name: 'remit_to_addresses',
  path: 'suppliers',
  title: 'Remit-to addresses',
  scope: 'core.supplier.read',
  unlocks: 'Shows where suppliers want their money.',
  without: 'Purser cannot tell whether an invoice asks for payment to a place the supplier is known by.',
  fields: {
    supplierName: text('name'),
    addresses: list<RemitToAddress>('remit-to-addresses', {
      ...PLACE,
      id: idOf('id'),
      remitToCode: text('remit-to-code'),
    }),
  },
  columns: ['supplierName'],
});
