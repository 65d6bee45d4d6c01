import { z } from 'zod';

/** The tree Coupa's `fields` parameter takes: names, and for associations an object of one name. */
type FieldTree = (string | { [name: string]: FieldTree | Record<never, never> })[];

/**
 * The value of Coupa's `fields` parameter that asks for exactly what a schema reads. Tenants narrow what Coupa sends
 * by default with output filters; asking by name makes us independent of them and the pages several times smaller.
 * Names Coupa does not know are ignored by it.
 */
export function fieldsOf(schema: z.ZodObject): string {
  return JSON.stringify(treeOf(schema));
}

function treeOf(schema: z.ZodObject): FieldTree {
  return Object.entries(schema.shape).map(([dashed, field]) => {
    const name = dashed.replaceAll('-', '_');
    const inner = insideOf(field);
    if (inner instanceof z.ZodObject) return { [name]: treeOf(inner) };
    // An empty object asks for whatever keys there are: the way to all custom fields.
    return inner instanceof z.ZodRecord ? { [name]: {} } : name;
  });
}

function insideOf(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return insideOf(schema.unwrap());
  return schema instanceof z.ZodArray ? insideOf(schema.element) : schema;
}
