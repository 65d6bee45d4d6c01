import type { ExactJson } from '#kernel/exact-json.ts';
import { anyCustomFields } from '../convert/custom-fields.ts';
import { readRecord } from '../convert/read-record.ts';
import { UNKNOWN_MOMENT } from '../convert/unknown-moment.ts';
import { loose, type Shape } from '../schema/shape.ts';
import { customFields, id, instant } from '../schema/wire.ts';
import { build, type Field, type FieldsOf, merge, type SqlType, shapeOf } from './field.ts';

/** How often a list is asked what changed: documents that people wait for, or what hardly ever changes. */
export type Pace = 'hot' | 'master' | 'daily';

/** One list of Coupa that Purser reads: everything there is to say about it, in one place. */
export interface CoupaResource<Kind extends string = string, R = unknown> {
  /** Name of the mirror's table, and `kind` of the record's versions. */
  readonly kind: Kind;
  /** Key of watermark, hints and unreadable records. */
  readonly name: string;
  /** Coupa's path below `/api/`. */
  readonly path: string;
  /** For people. */
  readonly title: string;
  /** The OAuth scope that reading needs. It follows the domain that owns the object, so it cannot be derived. */
  readonly scope: string;
  readonly pace: Pace;
  /** What reading it makes possible, as a sentence for people. */
  readonly unlocks: string;
  /** What Purser cannot do without it, as a sentence for people. */
  readonly without: string;
  /** Set where nothing can be decided, or carried out, without it. A tenant may refuse any other without it being a fault. */
  readonly isEssential: boolean;
  /** Set where a decision may rest on it: it is read before invoices, and never waits for what is not. */
  readonly isEvidence: boolean;
  /** Set where Coupa dates nothing: such a list is read whole at each look. */
  readonly isUndated: boolean;
  /** Narrows the list to what we use. */
  readonly query: Readonly<Record<string, string>>;
  readonly schema: Shape<unknown>;
  /** @throws PurserError `coupa_shape` for a record that cannot be read. */
  readonly parse: (json: ExactJson, where: string) => R;
  /** What the table is searched by. Documents say theirs with the mirror, since they are more than fields. */
  readonly columns: readonly Column[];
}

/** A column of a mirror's table. */
export interface Column {
  readonly name: string;
  readonly type: SqlType;
  /** The field of the record whose value it holds. */
  readonly field: string;
}

/** What every record that is declared by its fields has beside them. */
export interface DeclaredRecord {
  readonly id: string;
  readonly updatedAt: string;
  /** Left out where a record has none. */
  readonly customFields?: Readonly<Record<string, string>>;
}

/** The record a resource reads to. */
export type RecordOf<D> = D extends CoupaResource<string, infer R> ? R : never;

type Own<T extends DeclaredRecord> = Omit<T, keyof DeclaredRecord>;

interface Facts<T extends DeclaredRecord, Kind extends string> {
  readonly kind: Kind;
  readonly path: string;
  readonly title: string;
  readonly scope: string;
  readonly unlocks: string;
  readonly without: string;
  /** Where it is not the path with underscores. */
  readonly name?: string;
  /** Default `master`. */
  readonly pace?: Pace;
  readonly isUndated?: boolean;
  readonly query?: Readonly<Record<string, string>>;
  readonly fields: FieldsOf<Own<T>>;
  /** Fields to search by, in the order of the columns; each must be one plain value. */
  readonly columns: readonly (keyof Own<T> & string)[];
}

/**
 * Declares a list whose records are no more than their fields: schema, converter, columns and Coupa's `fields`
 * parameter all follow. Id, time of change and custom fields are read of every record.
 */
export function declare<T extends DeclaredRecord>(): <Kind extends string>(
  facts: Facts<T, Kind>,
) => CoupaResource<Kind, T> {
  return (facts) => {
    const { fields, columns, ...said } = facts;
    const all = Object.values<Field<unknown>>(fields).map((field) => field.tree);
    const fixed = { id, 'updated-at': instant, 'custom-fields': loose(customFields) };
    const schema = shapeOf({ ...merge(all), ...fixed }, `a record of ${facts.path}`);
    return {
      name: facts.path.replaceAll('/', '_'),
      pace: 'master',
      isUndated: false,
      isEssential: false,
      isEvidence: false,
      query: {},
      ...said,
      schema,
      columns: columns.map((name) => ({
        name: snakeCase(name),
        type: (fields[name] as Field<unknown>).sql,
        field: name,
      })),
      parse(json, where) {
        const wire = readRecord(schema, json, where);
        const custom = anyCustomFields(
          wire['custom-fields'] as Readonly<Record<string, unknown>> | undefined,
        );
        return {
          id: wire.id,
          ...build(fields, wire),
          ...(custom === undefined ? {} : { customFields: custom }),
          updatedAt: wire['updated-at'] ?? UNKNOWN_MOMENT,
        } as T;
      },
    };
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
