import { type DecimalText, toDecimalText } from '#kernel/decimal.ts';
import { type PlainDate, toPlainDate } from '#kernel/plain-date.ts';
import { anyObject, optional, required } from './shape.ts';

/**
 * The values Coupa's JSON is made of. Each reader takes what `readExactJson` gives, where a number is already
 * text. Absent, null and empty mean the same to Coupa and come out as undefined; what is there but cannot be
 * read is a fault that names what was expected.
 */

/** No text column of Coupa holds more than 64 KB; what is longer is a mistake or an attack. */
const TEXT_CHARACTERS_MAX = 65_536;
const ID = /^\d{1,20}$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/;
/** PostgreSQL can store neither a NUL nor half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** A required id: digits as text, however many, since ids may exceed 2^53. */
export const id = required('an id of digits', readId);

/** An id that may be missing. */
export const optionalId = optional('an id of digits', readId);

/** Text as it stands. NULs are dropped and broken surrogates replaced, since no database keeps them. */
export const text = optional(`text of at most ${TEXT_CHARACTERS_MAX} characters`, readText);

/** An exact amount, price, quantity or rate. `1e400`, `abc` and `1,000.00` are faults. */
export const amount = optional('a decimal number such as 1250.00', readAmount);

/**
 * A number in a column that Coupa declares as free text (`received`, `breach-limit`). Text that is no number says
 * nothing we could use, and must not keep the record away.
 */
export const looseAmount = optional('text', (value) =>
  typeof value === 'string' ? { found: readAmount(value)?.found } : undefined,
);

/** Booleans come as themselves and, out of XML-shaped templates, as text. */
export const flag = optional('true or false', (value) => {
  if (value === true || value === 'true') return { found: true };
  if (value === false || value === 'false') return { found: false };
  return undefined;
});

/**
 * A business day. Coupa writes it as midnight in the tenant's zone (`2024-04-01T00:00:00+03:00`); the day is the
 * part that is printed, and turning it to UTC would move it to the day before.
 */
export const day = optional('a date such as 2026-04-01', (value) => {
  const found = typeof value === 'string' ? readDay(value) : undefined;
  return found === undefined ? undefined : { found };
});

/** A business day that nothing else hangs on: one that cannot be read says nothing, and keeps no record away. */
export const looseDay = optional('text', (value) =>
  typeof value === 'string' ? { found: readDay(value) } : undefined,
);

/** A moment, as an ISO instant in UTC with milliseconds. Without an offset Coupa means UTC. */
export const instant = optional('a moment such as 2026-04-01T10:00:00+02:00', (value) => {
  const found = typeof value === 'string' ? readInstant(value) : undefined;
  return found === undefined ? undefined : { found };
});

/** A moment that only explains something: what cannot be read as one says nothing, and must not keep the record away. */
export const looseInstant = optional('text', (value) =>
  typeof value === 'string' ? { found: readInstant(value) } : undefined,
);

/** A moment together with the day it is printed with, for records whose only date is when they were made. */
export const stamp = optional('a moment such as 2026-04-01T10:00:00+02:00', (value) => {
  const at = typeof value === 'string' ? readInstant(value) : undefined;
  return typeof value === 'string' && at !== undefined
    ? { found: { at, day: value.slice(0, 10) satisfies PlainDate } }
    : undefined;
});

/** Values of custom fields: text, booleans, lookups, users, money, lists; read by `convert/custom-fields.ts`. */
export const customFields = anyObject;

function readId(value: unknown): { found: string } | undefined {
  return typeof value === 'string' && ID.test(value) ? { found: value } : undefined;
}

function readText(value: unknown): { found: string } | undefined {
  if (typeof value === 'boolean') return { found: String(value) };
  if (typeof value !== 'string' || value.length > TEXT_CHARACTERS_MAX) return undefined;
  return { found: UNSTORABLE.test(value) ? storable(value) : value };
}

/** The text without NULs and with broken surrogates replaced. */
export function storable(value: string): string {
  return Buffer.from(value.replaceAll('\0', ''), 'utf8').toString('utf8');
}

function readAmount(value: unknown): { found: DecimalText | undefined } | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.trim() === '') return { found: undefined };
  const found = toDecimalText(value);
  return found === undefined ? undefined : { found };
}

function readDay(value: string): PlainDate | undefined {
  if (value.length === 10) return toPlainDate(value);
  return INSTANT.test(value) ? toPlainDate(value.slice(0, 10)) : undefined;
}

function readInstant(value: string): string | undefined {
  const parts = INSTANT.exec(value);
  if (parts === null) {
    return toPlainDate(value) === undefined ? undefined : `${value}T00:00:00.000Z`;
  }
  const [, date = '', time = '', offset = 'Z'] = parts;
  // The engine would turn 30 February into 1 March instead of refusing it.
  if (toPlainDate(date) === undefined) return undefined;
  const zone = offset === 'Z' || offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`;
  const moment = new Date(`${date}T${time}${zone}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}
