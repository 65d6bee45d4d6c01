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
  /** The only texts a caller may send; anything else is "not included in the list". */
  readonly values?: readonly string[];
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
    | {
        readonly kind: 'refs';
        readonly to: string;
        readonly slim: readonly string[];
        readonly from?: (row: Row, reader: Reader) => readonly string[];
      }
    | {
        readonly kind: 'children';
        readonly to: string;
        /** The child's field that names its parent. */
        readonly parentField: string;
        /** Put before the parent's id, where the child may belong to many kinds: `invoices:`. */
        readonly parentPrefix?: string;
        /** Children found by a look-up instead of a stored list of ids. */
        readonly from?: (row: Row, reader: Reader) => readonly Row[];
      }
    | {
        readonly kind: 'object';
        readonly from?: (row: Row, reader: Reader) => PlainObject | readonly PlainObject[] | null;
      }
    | { readonly kind: 'custom' }
  );

export type Right = 'read' | 'create' | 'update' | 'delete';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `PUT /api/{path}/{id}/{verb}`: answers the record that the caller sees afterwards. */
export interface Action {
  readonly scopes: readonly string[];
  /** PUT and PATCH by default. */
  readonly methods?: readonly Method[];
  /** The states it starts from and ends in, where that is all there is to it. */
  readonly life?: { readonly from: readonly string[]; readonly to: string };
  /** The body is written to the record first, as by PUT without a verb. */
  readonly isUpdate?: boolean;
  readonly run: (work: Work, row: Row, input: ActionInput) => Row;
}

/** `{method} /api/{path}/{word}`: acts on the resource as a whole, or on records that the body names. */
export interface CollectionAction {
  readonly scopes: readonly string[];
  readonly methods: readonly Method[];
  /** 200 by default. */
  readonly status?: number;
  /** The table of what is answered, where it is not the resource's own. */
  readonly answers?: string;
  /** One record, or a list that is answered as a list. */
  readonly run: (work: Work, input: ActionInput) => Row | readonly Row[];
}

/** `/api/{path}/{id}/{as}`: the records of one owner. */
export interface Nesting {
  /** The owner's path and table. */
  readonly path: string;
  readonly table: string;
  readonly as: string;
  /** The field that names the owner, and what a body calls it (the same, but for references). */
  readonly field: string;
  readonly key: string;
  /** Where the owner keeps the ids of these records. */
  readonly listField?: string;
  /** What else tells them from the children of other owners: `{'linkable-type': 'Project'}`. */
  readonly fixed?: Readonly<Record<string, string>>;
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

export const CUSTOM_KINDS = ['text', 'number', 'checkbox', 'date', 'lookup', 'user', 'money'] as const;

/** A custom field that the tenant's profile describes. */
export interface CustomField {
  readonly kind: (typeof CUSTOM_KINDS)[number];
  readonly isRequired: boolean;
  /** Name of the lookup whose values it takes. */
  readonly lookup?: string;
}

/** Switches of the pretend tenant that tests turn, and what its profile says. */
export interface TenantRules {
  /** Invoice numbers are unique per supplier. */
  readonly hasUniqueInvoiceNumbers: boolean;
  /** By table and name. A table that is not named takes whatever it is given. */
  readonly customFields?: Readonly<Record<string, Readonly<Record<string, CustomField>>>>;
  /** API filters by table and name, as the JSON of `fields=`. */
  readonly filters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
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
  /** Its records are also reached through their owners. */
  readonly within?: readonly Nesting[];
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
  /** Fields, or combinations of them, that no two rows share, without regard to case. */
  readonly unique?: readonly (readonly string[])[];
  /** Takes leave of the row wherever else it is named, or throws a Refusal because it may not go. */
  readonly beforeDelete?: (work: Work, row: Row) => void;
  readonly actions?: Readonly<Record<string, Action>>;
  /** States that no verb of its own leads to: set by approvals, by the tenant's screens or by seeding. */
  readonly reachedOtherwise?: readonly string[];
  /** The table that an action's answer comes from, where it is not this one. */
  readonly answers?: (reader: Reader, row: Row) => string;
  readonly collectionActions?: Readonly<Record<string, CollectionAction>>;
  /** `GET /api/{path}/{word}`: a list of those that the caller asks for by a word. */
  readonly views?: Readonly<Record<string, (row: Row, who: { readonly userId: string }) => boolean>>;
  /** PUT to the collection creates as POST does. */
  readonly isCreatedByPut?: boolean;
  /** `POST /api/{path}/{verb}`, also `…/new/{verb}`: creates and goes on at once. */
  readonly creations?: Readonly<Record<string, (work: Work, row: Row) => Row>>;
  /** Its keys go out with underscores, as no other's do. */
  readonly hasUnderscores?: boolean;
  readonly hasExportFlag?: boolean;
  readonly hasComments?: string;
  readonly hasAttachments?: boolean;
  /** `…/{id}/legal_agreement` takes a file, `…/{id}/retrieve_legal_agreement` gives it back. */
  readonly hasLegalAgreement?: boolean;
  /** `…/{id}/business_groups` lists, adds and removes content groups. */
  readonly hasContentGroupPaths?: boolean;
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
export const customFields: Field = { kind: 'custom', isWritable: true };
export const writableObject: Field = { kind: 'object', isWritable: true };

/** A text that callers may set to one of these. */
export const oneOf = (...values: readonly string[]): Field => ({ kind: 'text', isWritable: true, values });

/** References to many records; writing replaces the whole list. */
export const refs = (to: string, slim: readonly string[], rules: FieldRules = WRITABLE): Field => ({
  kind: 'refs',
  to,
  slim,
  ...rules,
});

/** Records that live inside this one; written with it, or listed by a look-up. */
export const children = (to: string, parentField: string, rules: FieldRules = WRITABLE): Field => ({
  kind: 'children',
  to,
  parentField,
  ...rules,
});

export const countryRef = (rules: FieldRules = WRITABLE): Field =>
  ref('countries', ['id', 'code', 'name'], rules);
export const contentGroups: Field = refs('business-groups', ['id', 'name', 'description']);
export const REQUIRED_TEXT: Field = { kind: 'text', isWritable: true, isRequired: true };
export const SEGMENTS: readonly string[] = Array.from({ length: 20 }, (_, index) => `segment-${index + 1}`);

/** Who may do what with everyday master data. */
export const COMMON = {
  read: ['core.common.read'],
  create: ['core.common.write'],
  update: ['core.common.write'],
} as const;

/** The kinds of documents that integrations speak of. */
export const DOCUMENT_TYPES: readonly string[] = [
  'ContingentWorkOrderHeader',
  'ExternalOrderHeader',
  'OrderHeader',
  'InventoryTransaction',
  'InvoiceHeader',
  'ExpenseReport',
  'RequisitionHeader',
  'Account',
  'Supplier',
  'User',
  'Address',
  'RemitToAddress',
  'Contract',
  'ExchangeRate',
  'Invoice',
  'Requisition',
  'Payment',
  'ApprovalChain',
  'LookupValue',
  'Item',
  'SupplierInformation',
  'Asn::Header',
  'AccountValidationRule',
  'Payables::External::Payable',
  'Charge',
  'Payables::Invoice',
  'Payables::Expense',
  'CoupaPay::Payment',
  'CoupaPay::Statement',
  'ReceiptRequest',
  'InventoryRequestHeader',
];

/** The attachments of a table's records; texts and addresses may be sent with the document. */
export const attachmentsOn = (table: string, rules: FieldRules = {}): Field => ({
  kind: 'children',
  to: 'attachments',
  parentField: 'owner',
  parentPrefix: `${table}:`,
  ...rules,
  from: (row, reader) =>
    (reader.indexed('attachments', 'owner', `${table}:${row.id}`) ?? []).flatMap(
      (id) => reader.get('attachments', id) ?? [],
    ),
});

/** The approvals of a document of one type, in the order they were asked for. */
export const approvalsOn = (type: string): Field => ({
  kind: 'children',
  to: 'approvals',
  parentField: 'approvable-id',
  from: (row, reader) =>
    (reader.indexed('approvals', 'approvable-id', row.id) ?? []).flatMap((id) => {
      const approval = reader.get('approvals', id);
      return approval?.['approvable-type'] === type ? [approval] : [];
    }),
});

/** The field of that name. A client names fields, so what every object answers to must not count as one. */
export const fieldNamed = ({ fields }: Resource, name: string): Field | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

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
