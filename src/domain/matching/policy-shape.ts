import { toDecimalText } from '#kernel/decimal.ts';
import { toCurrencyCode } from '#kernel/money.ts';
import { toPlainDate } from '#kernel/plain-date.ts';
import type { DocumentLimit, LineLimit, ScopedLimits } from './tolerance.ts';

/** What one place of a policy document may hold: the one source of its checker and of its JSON schema. */
export type Shape =
  | { readonly kind: 'text'; readonly text: TextKind }
  | { readonly kind: 'format' }
  | { readonly kind: 'limit'; readonly modes: readonly LimitMode[] }
  | { readonly kind: 'names' }
  | { readonly kind: 'rates' }
  | { readonly kind: 'rules' }
  | { readonly kind: 'object'; readonly fields: Fields };

/** The fields an object may have; others are refused, since a misspelt one would leave a default in force in silence. */
export type Fields = Readonly<Record<string, Field>>;

export interface Field {
  readonly shape: Shape;
  /** For who writes a document by hand. */
  readonly says: string;
  readonly isOptional?: true;
}

/** A text that must read as something. */
export interface TextKind {
  /** `a currency code such as EUR` */
  readonly expects: string;
  /** The same as a regular expression; only what it lets through is asked `isRight`. */
  readonly pattern: string;
  readonly lengthMax?: number;
  /** What a regular expression cannot say. */
  readonly isRight?: (text: string) => boolean;
  /** Its name in JSON schema, where it has one. */
  readonly format?: 'date';
}

export const NAME_MAX = 80;
/** More rules than anybody can oversee, and a bound on the work per line. */
export const RULES_MAX = 500;
/** Of one condition; a longer list is a group that Coupa should know by one name. */
export const NAMES_MAX = 2_000;

const DECIMAL: TextKind = {
  expects: 'a decimal as text, zero or more, such as "0.02" (blank is not allowed)',
  pattern: '^[0-9]+(\\.[0-9]+)?$',
  lengthMax: 42,
  isRight: (text) => toDecimalText(text) === text,
};
export const RATE_ABOVE_ZERO: TextKind = {
  expects: 'a rate above zero, as text',
  pattern: '^(?=.*[1-9])[0-9]+(\\.[0-9]+)?$',
  lengthMax: 42,
  isRight: (text) => toDecimalText(text) === text,
};
export const CURRENCY: TextKind = {
  expects: 'a currency code such as EUR',
  pattern: '^[A-Z]{3}$',
  isRight: (text) => toCurrencyCode(text) === text,
};
const DAY: TextKind = {
  expects: 'a day that exists, such as 2026-04-01',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  isRight: (text) => toPlainDate(text) === text,
  format: 'date',
};
const WHOLE_DAYS: TextKind = {
  expects: 'whole days as text, from "0" to "3650"',
  pattern: '^(0|[1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|36[0-4][0-9]|3650)$',
};
const NAME: TextKind = { expects: 'a name', pattern: '\\S' };
const SHORT_NAME: TextKind = {
  expects: `a name of at most ${NAME_MAX} characters`,
  pattern: '\\S',
  lengthMax: NAME_MAX,
};
export const LISTED_NAME: TextKind = { expects: 'a name or id', pattern: '\\S' };

const LIMIT_NEEDS = {
  rate: ['rate'],
  amount: ['amount'],
  all: ['rate', 'amount'],
  any: ['rate', 'amount'],
  cap: ['rate', 'amount'],
  unlimited: [],
} as const satisfies Record<string, readonly ('rate' | 'amount')[]>;

export type LimitMode = keyof typeof LIMIT_NEEDS;

export const LIMIT_MODES = Object.keys(LIMIT_NEEDS) as readonly LimitMode[];

const decimal: Shape = { kind: 'text', text: DECIMAL };
const limit: Shape = { kind: 'limit', modes: LIMIT_MODES };
const names: Shape = { kind: 'names' };

/** The fields of a limit of that mode: nothing but what the mode uses, so that no figure stands there unread. */
export function limitFields(mode: LimitMode): Fields {
  const needs: readonly string[] = LIMIT_NEEDS[mode];
  const says: Readonly<Record<string, string>> = {
    rate: 'A fraction: 0.02 is 2 %.',
    amount: 'In the policy’s currency, else in the invoice’s own.',
  };
  return Object.fromEntries(needs.map((need) => [need, { shape: decimal, says: says[need] ?? '' }]));
}

const LINE_FIELDS: Readonly<Record<LineLimit, Field>> = {
  priceOver: {
    shape: limit,
    says: 'Unit price above the order’s; the amount is per order line, quantity included.',
  },
  priceUnder: { shape: limit, says: 'Unit price below the order’s.' },
  quantityOverReceived: { shape: limit, says: 'Billed to date beyond received.' },
  quantityOverOrdered: { shape: limit, says: 'Billed to date beyond ordered.' },
  lineAmountOver: { shape: limit, says: 'Amount lines: billed to date beyond the order line’s amount.' },
};

const CHARGE_FIELDS: Readonly<Record<Exclude<DocumentLimit, 'documentCap' | 'orderToDateOver'>, Field>> = {
  freightOver: {
    shape: limit,
    says: 'Freight that no order line covers; the rate is of goods and services.',
  },
  handlingOver: { shape: limit, says: 'Handling that no order line covers.' },
  miscChargeOver: { shape: limit, says: 'Other charges that no order line covers.' },
};

export const LINE_LIMITS = Object.keys(LINE_FIELDS) as readonly LineLimit[];
export const CHARGE_LIMITS = Object.keys(CHARGE_FIELDS) as readonly (keyof typeof CHARGE_FIELDS)[];

const CAP_FIELDS = {
  documentCap: {
    shape: decimal,
    says: 'The most that tolerated over-charges of all lines of one invoice may add up to.',
  },
  orderToDateOver: { shape: limit, says: 'All invoices on one order together, against its total.' },
} as const satisfies Fields;

export const CAPS = Object.keys(CAP_FIELDS) as readonly (keyof typeof CAP_FIELDS)[];

/** What a rule may be about; the narrowest first. */
export const CONDITIONS = [
  'orderLineIds',
  'contracts',
  'supplierIds',
  'commodities',
  'entities',
  'units',
] as const satisfies readonly (keyof ScopedLimits)[];

export type Condition = (typeof CONDITIONS)[number];

/** Conditions that hold for a whole invoice, so that its charges and caps can fall under them. */
export const DOCUMENT_CONDITIONS: readonly Condition[] = ['supplierIds', 'entities'];
/** Conditions whose entries are ids, told apart by letter case. */
export const ID_CONDITIONS: readonly Condition[] = ['orderLineIds', 'supplierIds'];

const CONDITION_SAYS: Readonly<Record<Condition, string>> = {
  orderLineIds: 'Ids of order lines in Coupa.',
  contracts: 'Ids, numbers or names of contracts.',
  supplierIds: 'Ids of suppliers in Coupa.',
  commodities: 'Names of commodities.',
  entities: 'Charts of accounts or business units that are billed.',
  units: 'Units of the order line.',
};

const optional = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, { ...field, isOptional: true }]));

/** A rule about whole invoices may state every limit, one about single lines only those of lines. */
export function ruleFields(about: 'documents' | 'lines'): Fields {
  const conditions = about === 'documents' ? DOCUMENT_CONDITIONS : CONDITIONS;
  const isOfDocuments = about === 'documents';
  return {
    name: {
      shape: { kind: 'text', text: SHORT_NAME },
      says: 'Shown where the rule decided.',
      isOptional: true,
    },
    from: { shape: { kind: 'text', text: DAY }, says: 'First day in force.', isOptional: true },
    until: { shape: { kind: 'text', text: DAY }, says: 'Last day in force.', isOptional: true },
    ...optional(
      Object.fromEntries(conditions.map((one) => [one, { shape: names, says: CONDITION_SAYS[one] }])),
    ),
    limits: {
      shape: {
        kind: 'object',
        fields: optional(isOfDocuments ? { ...LINE_FIELDS, ...CHARGE_FIELDS } : LINE_FIELDS),
      },
      says: 'The limits that differ.',
    },
    ...(isOfDocuments ? optional(CAP_FIELDS) : {}),
  };
}

/** What a match mode may hold for; an item before a commodity, then supplier, then chart of accounts. */
const MODE_SCOPES: Fields = optional({
  itemIds: { shape: names, says: 'Ids of items in Coupa.' },
  commodities: { shape: names, says: 'Names of commodities.' },
  supplierIds: { shape: names, says: 'Ids of suppliers in Coupa.' },
  entities: { shape: names, says: 'Charts of accounts or business units that are billed.' },
});

/** The whole document, format 1. */
export const POLICY_FIELDS: Fields = {
  format: { shape: { kind: 'format' }, says: 'The version of this layout.' },
  name: { shape: { kind: 'text', text: NAME }, says: 'How the policy is called.' },
  currency: {
    shape: { kind: 'text', text: CURRENCY },
    says: 'Currency of all amounts; left out: each invoice’s own.',
    isOptional: true,
  },
  rates: {
    shape: { kind: 'rates' },
    says: 'By currency, what one unit of the policy’s currency is worth in it. Without a rate an amount counts as zero.',
    isOptional: true,
  },
  limits: {
    shape: { kind: 'object', fields: { ...LINE_FIELDS, ...CHARGE_FIELDS } },
    says: 'What holds where no rule says otherwise.',
  },
  scoped: {
    shape: { kind: 'rules' },
    says: 'Rules for some invoices or lines. The narrower wins, of two equally narrow the stricter.',
  },
  rounding: {
    shape: {
      kind: 'object',
      fields: {
        perLine: { shape: decimal, says: 'For each line.' },
        max: { shape: decimal, says: 'At most, however many lines.' },
        maxWithoutDecimals: { shape: decimal, says: 'Flat, for currencies without decimals.' },
      },
    },
    says: 'What lines and charges add up to, against the total. In the invoice’s own currency.',
  },
  tax: {
    shape: {
      kind: 'object',
      fields: {
        perLine: { shape: decimal, says: 'For each line.' },
        perDocument: { shape: decimal, says: 'For the document.' },
      },
    },
    says: 'Tax against its own rates, in the invoice’s own currency. Left out: 0.02 a line and 1.00 a document.',
    isOptional: true,
  },
  ...CAP_FIELDS,
  matchModes: {
    shape: {
      kind: 'object',
      fields: optional(
        Object.fromEntries(
          ['none', '2-way', '3-way', '3-way-fifo', 'direct_matching'].map((mode) => [
            mode,
            { shape: { kind: 'object', fields: MODE_SCOPES }, says: `What is matched so: ${mode}.` },
          ]),
        ),
      ),
    },
    says: 'How order lines are matched that do not say so themselves. Left out: all three ways.',
    isOptional: true,
  },
  daysOutsideTerm: {
    shape: { kind: 'text', text: WHOLE_DAYS },
    says: 'Days by which a service may lie outside the term of its order or contract. Left out: none.',
    isOptional: true,
  },
  deliveryEarlyValue: {
    shape: { kind: 'limit', modes: ['amount', 'unlimited'] },
    says: 'Value times days of a delivery before its date. Left out or unlimited: not asked.',
    isOptional: true,
  },
  fxOver: {
    shape: limit,
    says: 'What another exchange rate than the order’s costs. Left out or unlimited: reported, not judged.',
    isOptional: true,
  },
};
