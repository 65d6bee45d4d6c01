// Catalogue items with their offers: what requisitions are filled from. Orders of the stories name wares of their own.
import { addDays } from '../moment.ts';
import type { Work } from '../state.ts';
import { supplierData } from './supplier-data.ts';

interface CatalogueIds {
  readonly currency: ReadonlyMap<string, string>;
  readonly uom: ReadonlyMap<string, string>;
  readonly commodity: ReadonlyMap<string, string>;
  readonly term: ReadonlyMap<string, string>;
  /** In the order of supplierData. */
  readonly suppliers: readonly string[];
}

// name | description | number | unit | commodity | price in dollars
const ITEMS = [
  ['Blue Pen', 'Ballpoint pen, blue, medium, box of 12', 'OF-1001', 'BX', 'Office supplies', '7.20'],
  ['Copy Paper A4', 'Copy paper A4, 80 g, white, 500 sheets', 'OF-1002', 'PK', 'Office supplies', '4.95'],
  ['Whiteboard Marker', 'Whiteboard marker, set of four colours', 'OF-1003', 'BX', 'Office supplies', '6.40'],
  ['Notebook 14"', 'Notebook 14", 32 GB, 1 TB', 'IT-2001', 'EA', 'IT hardware', '1380.00'],
  ['Docking Station', 'Docking station, USB-C, two screens', 'IT-2002', 'EA', 'IT hardware', '189.00'],
  ['Safety Gloves', 'Safety gloves, cut resistant, size 9', 'PR-3001', 'PK', 'Packaging', '11.50'],
] as const;

/** Each item from every supplier of its commodity that bills in dollars; the first is the preferred one. */
export function seedCatalogue(work: Work, at: string, ids: CatalogueIds): void {
  const contracts = new Map<string, string>();
  for (const [name, description, number, unit, commodity, price] of ITEMS) {
    const item = work.insert('items', {
      name,
      description,
      'item-number': number,
      'item-type': 'Item',
      active: true,
      uom: ids.uom.get(unit) ?? null,
      commodity: ids.commodity.get(commodity) ?? null,
      'custom-fields': {},
    });
    const sellers = supplierData.flatMap((data, index) =>
      data.commodity === commodity && data.currency === 'USD' && !data.state ? [{ data, index }] : [],
    );
    for (const [place, { data, index }] of sellers.entries()) {
      const supplier = ids.suppliers[index] ?? '';
      const known = contracts.get(supplier) ?? frameworkOf(work, at, ids, { supplier, data });
      contracts.set(supplier, known);
      work.insert('supplier-items', {
        item: item.id,
        supplier,
        contract: known,
        currency: ids.currency.get('USD') ?? null,
        // Further sellers are a tenth dearer each.
        price: (Number(price) * (1 + place / 10)).toFixed(2),
        preferred: place === 0,
        availability: 'in_stock',
        'supplier-part-num': `${number}-${index}`,
        'lead-time': 3,
      });
    }
  }
}

function frameworkOf(
  work: Work,
  at: string,
  ids: CatalogueIds,
  { supplier, data }: { readonly supplier: string; readonly data: (typeof supplierData)[number] },
): string {
  const count = [...work.rows('contracts')].length + 1;
  return work.insert('contracts', {
    name: `Framework ${data.commodity}, ${data.name}`,
    number: `C-${count}`,
    status: 'published',
    type: 'MasterContract',
    version: 1,
    terminated: false,
    'used-for-buying': true,
    'start-date': at,
    'end-date': addDays(at, 3 * 365),
    'published-date': at,
    'maximum-value': '250000.00',
    supplier,
    currency: ids.currency.get(data.currency) ?? null,
    'payment-term': ids.term.get(data.term) ?? null,
    'custom-fields': {},
  }).id;
}
