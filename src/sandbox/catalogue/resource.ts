// The words in which a resource is described. The catalogue is data: query, projection, reading of bodies, scopes
// and routes all follow from it.
import type { Cell, PlainObject, Reader, Row } from '../row.ts';
import type { Work } from '../state.ts';

export type ScalarKind = 'id' | 'integer' | 'decimal' | 'float' | 'boolean' | 'text' | 'datetime' | 'date';

interface FieldRules {
  /** Callers may send it. */
  readonly isWritable?: boolean;
  /** Left out of the default answer; `fields=` brings it. */
  readonly isQuiet?: boolean;
  readonly isRequired?: boolean;
}

export type Field = FieldRules &
  (
    | {
        readonly kind: ScalarKind;
        /** Worked out when asked for instead of stored. */
        readonly from?: (row: Row, reader: Reader) => Cell | undefined;
      }
    | {
        readonly kind: 'ref';
        readonly to: string;
        readonly slim: readonly string[];
        readonly from?: (row: Row, reader: Reader) => string | undefined;
      }
    | { readonly kind: 'refs'; readonly to: string; readonly slim: readonly string[] }
    | {
        readonly kind: 'children';
        readonly to: string;
        /** The child's field that names its parent. */
        readonly parentField: string;
        /** Children found by a look-up instead of a stored list of ids. */
        readonly from?: (row: Row, reader: Reader) => readonly Row[];
      }
    | {
        readonly kind: 'object';
        readonly from?: (row: Row, reader: Reader) => PlainObject | readonly PlainObject[] | null;
      }
    | { readonly kind: 'custom' }
  );

export type Right = 'read' | 'create' | 'update';

/** `PUT /api/{path}/{id}/{verb}`: answers the record that the caller sees afterwards. */
export interface Action {
  readonly scopes: readonly string[];
  /** The body is written to the record first, as by PUT without a verb. */
  readonly isUpdate?: boolean;
  readonly run: (work: Work, row: Row, input: ActionInput) => Row;
}

export interface ActionInput {
  /** The body with dashed keys. */
  readonly body: Body;
  readonly query: ReadonlyMap<string, string>;
  readonly rules: TenantRules;
}

/** A request body after reading: dashed keys, decimals as text. */
export interface Body {
  readonly [key: string]: BodyValue;
}
export type BodyValue = null | boolean | string | readonly BodyValue[] | Body;

/** Switches of the pretend tenant that tests turn. */
export interface TenantRules {
  /** Invoice numbers are unique per supplier. */
  readonly hasUniqueInvoiceNumbers: boolean;
}

/** One cell that a request gave another value; `lines` above all when whole children came or went. */
export interface Change {
  /** `order-lines/17`, or empty for the record itself. */
  readonly path: string;
  readonly field: string;
  readonly from: Cell;
  readonly to: Cell;
}

export interface SaveContext {
  readonly body: Body;
  /** The record before the request; undefined when it is new. */
  readonly before: Row | undefined;
  readonly changes: readonly Change[];
  readonly rules: TenantRules;
}

export interface Resource {
  /** Table and the word other resources refer to it by. */
  readonly table: string;
  /** Path under /api; undefined for records that live only inside others. */
  readonly path?: string;
  readonly otherPaths?: readonly string[];
  /** XML element of one record. */
  readonly root: string;
  /** Under which errors are reported; the root by default. */
  readonly model?: string;
  /** XML element of a list; root + s by default. */
  readonly listRoot?: string;
  readonly scopes: Readonly<Partial<Record<Right, readonly string[]>>>;
  readonly fields: Readonly<Record<string, Field>>;
  /** Keys by which others may name a record. When several are given, all must match. */
  readonly lookupKeys: readonly string[];
  /** Only the first of the given keys counts, in the order of lookupKeys. */
  readonly isFirstKeyEnough?: boolean;
  /** References to rows with these states are refused. */
  readonly isUsable?: (row: Row) => boolean;
  readonly defaults?: Readonly<Record<string, Cell>>;
  /** Last word on a created or updated row: totals, uniqueness, states. Throws a Refusal. */
  readonly settle?: (work: Work, row: Row, context: SaveContext) => Row;
  readonly actions?: Readonly<Record<string, Action>>;
  /** `POST /api/{path}/{verb}`, also `…/new/{verb}`: creates and goes on at once. */
  readonly creations?: Readonly<Record<string, (work: Work, row: Row) => Row>>;
  /** Its keys go out with underscores, as no other's do. */
  readonly hasUnderscores?: boolean;
  readonly hasExportFlag?: boolean;
  readonly hasComments?: string;
  readonly hasAttachments?: boolean;
}

const SLIM_USER = ['id', 'login', 'employee-number'];

export const text = (rules: FieldRules = {}): Field => ({ kind: 'text', ...rules });
export const writableText: Field = { kind: 'text', isWritable: true };
export const decimal: Field = { kind: 'decimal' };
export const writableDecimal: Field = { kind: 'decimal', isWritable: true };
export const integer: Field = { kind: 'integer' };
export const writableInteger: Field = { kind: 'integer', isWritable: true };
export const flag: Field = { kind: 'boolean' };
export const writableFlag: Field = { kind: 'boolean', isWritable: true };
export const datetime: Field = { kind: 'datetime' };
export const writableDatetime: Field = { kind: 'datetime', isWritable: true };
export const date: Field = { kind: 'date' };
export const writableDate: Field = { kind: 'date', isWritable: true };
export const writableFloat: Field = { kind: 'float', isWritable: true };

export const ref = (to: string, slim: readonly string[], rules: FieldRules = {}): Field => ({
  kind: 'ref',
  to,
  slim,
  ...rules,
});
export const userRef = (rules: FieldRules = {}): Field => ref('users', SLIM_USER, rules);
export const supplierRef = (rules: FieldRules = {}): Field =>
  ref('suppliers', ['id', 'name', 'display-name', 'number'], rules);
export const currencyRef = (rules: FieldRules = {}): Field =>
  ref('currencies', ['id', 'code', 'decimals'], rules);
export const accountRef = (rules: FieldRules = {}): Field => ref('accounts', ['id', 'name', 'code'], rules);
export const paymentTermRef = (rules: FieldRules = {}): Field =>
  ref(
    'payment-terms',
    [
      'id',
      'code',
      'description',
      'days-for-net-payment',
      'days-for-discount-payment',
      'discount-rate',
      'active',
    ],
    rules,
  );
export const WRITABLE: FieldRules = { isWritable: true };

/** Id, both timestamps and who did it: on every record. */
export const stamps: Readonly<Record<string, Field>> = {
  id: { kind: 'id' },
  'created-at': datetime,
  'updated-at': datetime,
};
export const authors: Readonly<Record<string, Field>> = { 'created-by': userRef(), 'updated-by': userRef() };

/** The same field under many names. */
export function many(field: Field, ...names: string[]): Readonly<Record<string, Field>> {
  return Object.fromEntries(names.map((name) => [name, field]));
}
