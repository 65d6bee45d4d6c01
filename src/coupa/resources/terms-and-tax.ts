import type { ShippingTerm, TaxCode } from '#domain/records/terms-and-tax.ts';
import { declare } from './declare.ts';
import { amount, day, flag, or, text } from './field.ts';

/** @see Coupa Compass, Integration Technical Documentation, "Shipping Terms API" (read 2026-04-09) */
export const shippingTerms = declare<ShippingTerm>()({
  kind: 'shipping_term',
  path: 'shipping_terms',
  title: 'Shipping terms',
  scope: 'core.common.read',
  unlocks: 'Shows the terms of delivery that can be agreed.',
  without: 'Purser knows terms of delivery by the codes on orders only.',
  fields: {
    code: or(text('code'), ''),
    description: text('description'),
    isActive: or(flag('active'), true),
  },
  columns: ['code', 'isActive'],
});

/**
 * The list is named on the page of scopes only.
 * @see Coupa, tenant page "OAuth2 scopes", API/Tax Codes (read 2026-04-09)
 */
export const taxCodes = declare<TaxCode>()({
  kind: 'tax_code',
  path: 'tax_codes',
  title: 'Tax codes',
  scope: 'core.common.read',
  unlocks: 'Shows tax codes with their rates.',
  without: 'Purser knows tax codes by what stands on invoices only.',
  fields: {
    code: or(text('code'), ''),
    description: text('description'),
    isActive: or(flag('active'), true),
    countryCode: text('country.code'),
    percentage: amount('percentage'),
    effectiveDate: day('effective-date'),
  },
  columns: ['code', 'isActive', 'countryCode'],
});
