import { COUPA_RESOURCES } from '#coupa/resources/all-resources.ts';
import type { CoupaResource } from '#coupa/resources/declare.ts';
import { fieldsOf } from '#coupa/schema/fields.ts';
import { PurserError } from '#kernel/errors.ts';
import type { MirrorKind, MirrorRecords } from './record-table.ts';

/** One list in Coupa that the mirror follows. */
export interface Resource<K extends MirrorKind = MirrorKind>
  extends Omit<CoupaResource<K, MirrorRecords[K]>, 'schema'> {
  /** Coupa's `fields` parameter: asks for exactly what `parse` reads. */
  readonly fields: string;
}

/**
 * In the order of the first load: what invoices rest on comes before them, so that the first decision about an
 * invoice already sees its order, its receipts and its steps of approval; what no decision rests on comes last.
 */
export const RESOURCES: readonly Resource[] = COUPA_RESOURCES.map(
  // The records' types are keyed by the very kinds of the declarations; going through the list nobody needs to know.
  ({ schema, ...resource }) => ({ ...resource, fields: fieldsOf(schema) }) as unknown as Resource,
);

/** What decisions may rest on. */
export const EVIDENCE: readonly Resource[] = RESOURCES.filter(({ isEvidence }) => isEvidence);

/** Everything else: none of it holds up a decision. */
export const FURTHER: readonly Resource[] = RESOURCES.filter(({ isEvidence }) => !isEvidence);

/** @throws PurserError `not_found` for a list the mirror does not follow. */
export function resourceNamed(name: string): Resource {
  const found = RESOURCES.find((resource) => resource.name === name);
  if (found === undefined) throw new PurserError('not_found', `The mirror does not follow ${name}.`);
  return found;
}
