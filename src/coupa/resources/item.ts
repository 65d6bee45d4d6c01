import type { Commodity, Item, UnitOfMeasure } from '#domain/records/item.ts';
import { declare } from './declare.ts';
import { flag, idOf, or, text } from './field.ts';

/** @see Coupa Compass, Integration Technical Documentation, "Items API" (read 2026-04-09) */
export const items = declare<Item>()({
  kind: 'item',
  path: 'items',
  title: 'Items',
  scope: 'core.item.read',
  unlocks: 'Shows the catalogue, by which a line without an order may be recognised.',
  without: 'Purser cannot tell catalogue items on lines and requests.',
  fields: {
    name: or(text('name'), ''),
    description: text('description'),
    itemNumber: text('item-number'),
    isActive: or(flag('active'), true),
    unitOfMeasure: text('uom.code'),
    commodityId: idOf('commodity.id'),
    commodityName: text('commodity.name'),
    manufacturerName: text('manufacturer-name'),
    manufacturerPartNumber: text('manufacturer-part-number'),
  },
  columns: ['name', 'itemNumber', 'isActive', 'commodityId'],
});

/** @see Coupa Compass, Integration Technical Documentation, "Commodities API" (read 2026-04-09) */
export const commodities = declare<Commodity>()({
  kind: 'commodity',
  path: 'commodities',
  title: 'Commodities',
  scope: 'core.common.read',
  unlocks: 'Shows the classes of what is bought.',
  without: 'Purser cannot group by commodity, or propose one.',
  fields: {
    name: or(text('name'), ''),
    isActive: or(flag('active'), true),
    parentId: idOf('parent.id', 'parent-id'),
    category: text('category'),
    subcategory: text('subcategory'),
  },
  columns: ['name', 'isActive', 'parentId'],
});

/** @see Coupa Compass, Integration Technical Documentation, "UOMs API" (read 2026-04-09) */
export const unitsOfMeasure = declare<UnitOfMeasure>()({
  kind: 'unit_of_measure',
  path: 'uoms',
  title: 'Units of measure',
  scope: 'core.common.read',
  unlocks: 'Shows units, and how finely each may be counted.',
  without: 'Purser knows units by the codes on lines only.',
  fields: {
    code: or(text('code'), ''),
    name: text('name'),
    isActive: or(flag('active'), true),
    precision: text('allowable-precision'),
  },
  columns: ['code', 'isActive'],
});
