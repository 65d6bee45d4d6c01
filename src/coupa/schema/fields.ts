import type { Inside, Shape } from './shape.ts';

/** The tree Coupa's `fields` parameter takes: names, and for associations an object of one name. */
type FieldTree = (string | { [name: string]: FieldTree | Record<never, never> })[];

/**
 * The value of Coupa's `fields` parameter that asks for exactly what a schema reads. Tenants narrow what Coupa sends
 * by default with output filters; asking by name makes us independent of them and the pages several times smaller.
 * Names Coupa does not know are ignored by it.
 */
export function fieldsOf(schema: Shape<unknown>): string {
  return JSON.stringify(schema.inside === undefined ? [] : treeOf(schema.inside));
}

function treeOf(inside: Inside): FieldTree {
  if (inside === 'anything') return [];
  return Object.entries(inside).map(([dashed, field]) => {
    const name = dashed.replaceAll('-', '_');
    if (field.inside === undefined) return name;
    // An empty object asks for whatever keys there are: the way to all custom fields.
    return { [name]: field.inside === 'anything' ? {} : treeOf(field.inside) };
  });
}
