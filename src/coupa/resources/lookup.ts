import type { Lookup, LookupValue } from '#domain/records/lookup.ts';
import { declare } from './declare.ts';
import { flag, idOf, or, text } from './field.ts';

/** @see Coupa Compass, Integration Technical Documentation, "Lookups API" (read 2026-04-09) */
export const lookups = declare<Lookup>()({
  kind: 'lookup',
  path: 'lookups',
  title: 'Lookups',
  scope: 'core.common.read',
  unlocks: 'Shows which lists of values there are behind segments and custom fields.',
  without: 'Purser shows codes of segments without their names.',
  fields: {
    name: or(text('name'), ''),
    description: text('description'),
    isActive: or(flag('active'), true),
    valueCount: text('values-count'),
  },
  columns: ['name', 'isActive'],
});

/** @see Coupa Compass, Integration Technical Documentation, "Lookup Values API" (read 2026-04-09) */
export const lookupValues = declare<LookupValue>()({
  kind: 'lookup_value',
  path: 'lookup_values',
  title: 'Lookup values',
  scope: 'core.common.read',
  unlocks: 'Shows cost centres and the like with their names and their place in the hierarchy.',
  without: 'Purser shows codes of segments without their names, and cannot offer values to choose from.',
  fields: {
    name: or(text('name'), ''),
    description: text('description'),
    isActive: or(flag('active'), true),
    lookupId: idOf('lookup.id', 'lookup-id'),
    lookupName: text('lookup.name'),
    parentId: idOf('parent.id', 'parent-id'),
    depth: text('depth'),
    externalNumber: text('external-ref-num'),
    externalPath: text('external-ref-code'),
    isDefault: or(flag('is-default'), false),
    chartId: idOf('account-type.id'),
  },
  columns: ['name', 'isActive', 'lookupId', 'parentId', 'externalNumber'],
});
