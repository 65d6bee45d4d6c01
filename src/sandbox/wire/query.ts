// Coupa's query language: `attr[op]=value`, through associations and collections, all conditions ANDed.
import { compare, readDecimal } from '../amount.ts';
import { type Field, fieldNamed, type Resource } from '../catalogue/resource.ts';
import { readMoment } from '../moment.ts';
import { Refusal } from '../refusal.ts';
import { type Cell, compareIds, type Reader, type Row } from '../row.ts';
import { cellOf, childRows, refRow, refRows } from './cells.ts';
import type { FindResource } from './selection.ts';

const OPERATORS = [
  'contains',
  'starts_with',
  'ends_with',
  'blank',
  'gt',
  'lt',
  'gt_or_eq',
  'lt_or_eq',
  'not_eq',
  'in',
  'not_in',
] as const;
type Operator = 'exact' | (typeof OPERATORS)[number];

/** One test on the way from a record through associations to a scalar. */
export interface Condition {
  readonly steps: readonly { readonly key: string; readonly field: Field }[];
  readonly operator: Operator;
  readonly value: string;
}

/** Parameters that steer the answer instead of filtering. */
const STEERING = new Set(
  'limit offset order_by order-by dir fields filter return_object return-object format show_deleted_lines show-deleted-lines utf8'.split(
    ' ',
  ),
);

/** Decoded name and value, in the order of the query. */
export type ReadPairs = readonly (readonly [string, string])[];

/** Raw query → decoded pairs. `+` is a blank; empty pairs are passed over. */
export function readPairs(rawQuery: string): [string, string][] {
  return rawQuery.split('&').flatMap((pair): [string, string][] => {
    if (pair === '') return [];
    const [key = '', ...rest] = pair.split('=');
    if (rest.length === 0) return [];
    return [[decode(key), decode(rest.join('='))]];
  });
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** @throws Refusal 400 for an attribute or an operator that does not exist. */
export function readConditions(pairs: ReadPairs, resource: Resource, find: FindResource): Condition[] {
  return pairs
    .filter(([key]) => !STEERING.has(key))
    .map(([key, value]) => readCondition(key, value, resource, find));
}

function readCondition(key: string, value: string, resource: Resource, find: FindResource): Condition {
  const names = key.split(/[[\]]+/).filter((name) => name !== '');
  const last = (names.at(-1) ?? '').replaceAll('-', '_');
  const isOperator = names.length > 1 && (OPERATORS as readonly string[]).includes(last);
  const operator = isOperator ? (last as Operator) : 'exact';
  const path = (isOperator ? names.slice(0, -1) : names).map((name) => name.replaceAll('_', '-'));
  const steps: { key: string; field: Field }[] = [];
  let at: Resource | undefined = resource;
  for (const [index, name] of path.entries()) {
    const found: { key: string; field: Field }[] = at ? findAttribute(at, name, find) : [];
    const isLast = index === path.length - 1;
    if (found.length === 0) {
      if (steps.at(-1)?.field.kind === 'custom' || steps.at(-1)?.field.kind === 'object') {
        steps.push({ key: name, field: { kind: isLast ? 'text' : 'object' } });
        continue;
      }
      throw new Refusal(400, { [resource.root]: [`Invalid query: unknown attribute ${key}`] });
    }
    steps.push(...found);
    const end = found.at(-1)?.field;
    at = end && 'to' in end ? find(end.to) : undefined;
    if (!isLast && !at && end?.kind !== 'custom' && end?.kind !== 'object') {
      throw new Refusal(400, { [resource.root]: [`Invalid query: ${name} has no attributes (${key})`] });
    }
  }
  const end = steps.at(-1);
  if (end && 'to' in end.field) steps.push({ key: 'id', field: { kind: 'id' } });
  assertOperator(key, operator, steps.at(-1)?.field, resource);
  return { steps, operator, value };
}

/** The attribute itself, a singular collection, or a flattened key such as `supplier-id` and `supplier-name`. */
function findAttribute(
  resource: Resource,
  name: string,
  find: FindResource,
): { key: string; field: Field }[] {
  for (const key of [name, `${name}s`, `${name}?`, name.replace(/\?$/, '')]) {
    const field = fieldNamed(resource, key);
    if (field) return [{ key, field }];
  }
  for (const suffix of ['id', 'name', 'code', 'number', 'login']) {
    const base = name.endsWith(`-${suffix}`) ? name.slice(0, -suffix.length - 1) : '';
    const field = fieldNamed(resource, base);
    if (!field || !('to' in field)) continue;
    const inner = fieldNamed(find(field.to), suffix);
    if (inner)
      return [
        { key: base, field },
        { key: suffix, field: inner },
      ];
  }
  return [];
}

const TEXT_ONLY: readonly Operator[] = ['contains', 'starts_with', 'ends_with', 'blank'];

function assertOperator(key: string, operator: Operator, field: Field | undefined, resource: Resource) {
  const isMoment = field?.kind === 'datetime' || field?.kind === 'date';
  // Coupa: "not available for datetime". A date, being empty until something happens, may be asked for blank.
  if (isMoment && TEXT_ONLY.includes(operator) && !(operator === 'blank')) {
    throw new Refusal(400, { [resource.root]: [`Invalid query: ${operator} is not available for ${key}`] });
  }
}

/** A test of whole rows, made once per request. */
export function compileConditions(conditions: readonly Condition[]): (row: Row, reader: Reader) => boolean {
  const tests = conditions.map((condition) => {
    const end = condition.steps.at(-1);
    const test = compileTest(condition, end?.field ?? { kind: 'text' });
    return (row: Row, reader: Reader) => test(valuesAt(condition.steps, 0, row, reader));
  });
  return (row, reader) => tests.every((test) => test(row, reader));
}

function valuesAt(steps: Condition['steps'], index: number, row: Row, reader: Reader): (Cell | undefined)[] {
  const step = steps[index];
  if (!step) return [];
  const kind = step.field.kind;
  const next = (target: Row | undefined) =>
    target ? valuesAt(steps, index + 1, target, reader) : [undefined];
  if (kind === 'ref') return next(refRow(step, row, reader));
  if (kind === 'refs') return refRows(step, row, reader).flatMap(next);
  if (kind === 'children') return childRows(step, row, reader).flatMap(next);
  const value = cellOf(step, row, reader);
  const inner = steps.slice(index + 1);
  if (inner.length === 0) return [value];
  let at: unknown = value;
  for (const { key } of inner)
    at = at && typeof at === 'object' ? (at as Record<string, unknown>)[key] : undefined;
  return [at as Cell | undefined];
}

function compileTest(
  { operator, value }: Condition,
  field: Field,
): (cells: readonly (Cell | undefined)[]) => boolean {
  const order = ordering(field);
  const some = (test: (cell: Cell) => boolean) => (cells: readonly (Cell | undefined)[]) =>
    cells.some((cell) => cell !== null && cell !== undefined && cell !== '' && test(cell));
  const lower = value.toLowerCase();
  const list = value.split(',').map((item) => item.trim());
  switch (operator) {
    case 'exact':
      // An empty value asks for what is not there.
      return value === '' ? (cells) => cells.every(isBlank) : some((cell) => order(cell, value) === 0);
    case 'not_eq':
      return (cells) => !cells.some((cell) => !isBlank(cell) && order(cell as Cell, value) === 0);
    case 'in':
      return some((cell) => list.some((item) => order(cell, item) === 0));
    case 'not_in':
      return (cells) =>
        !cells.some((cell) => !isBlank(cell) && list.some((item) => order(cell as Cell, item) === 0));
    case 'contains':
      return some((cell) => String(cell).toLowerCase().includes(lower));
    case 'starts_with':
      return some((cell) => String(cell).toLowerCase().startsWith(lower));
    case 'ends_with':
      return some((cell) => String(cell).toLowerCase().endsWith(lower));
    case 'blank':
      return value === 'false'
        ? (cells) => cells.some((cell) => !isBlank(cell))
        : (cells) => cells.every(isBlank);
    case 'gt':
      return some((cell) => order(cell, value) > 0);
    case 'lt':
      return some((cell) => order(cell, value) < 0);
    case 'gt_or_eq':
      return some((cell) => order(cell, value) >= 0);
    case 'lt_or_eq':
      return some((cell) => order(cell, value) <= 0);
  }
}

const isBlank = (cell: Cell | undefined) => cell === null || cell === undefined || cell === '';

/** How a stored cell compares with a text of the query. NaN, and so no match, when the text is of another kind. */
function ordering(field: Field): (cell: Cell, value: string) => number {
  switch (field.kind) {
    case 'id':
      return (cell, value) =>
        /^\d+$/.test(value) ? compareIds(String(cell), value.replace(/^0+(?=\d)/, '')) : Number.NaN;
    case 'integer':
    case 'float':
    case 'decimal':
      return (cell, value) => {
        const wanted = readDecimal(value);
        const stored = readDecimal(String(cell));
        return wanted === undefined || stored === undefined ? Number.NaN : compare(stored, wanted);
      };
    case 'datetime':
    case 'date': {
      const zone = 'utc';
      return (cell, value) => {
        const wanted = memoMoment(value, zone);
        if (wanted === undefined) throw new Refusal(400, { base: [`Invalid query: ${value} is not a date`] });
        return String(cell) < wanted ? -1 : String(cell) > wanted ? 1 : 0;
      };
    }
    case 'boolean':
      return (cell, value) =>
        (cell === true ? 1 : 0) - (['true', '1', 'yes', 't'].includes(value.toLowerCase()) ? 1 : 0);
    default:
      return (cell, value) => {
        const a = String(cell).toLowerCase();
        const b = value.toLowerCase();
        return a < b ? -1 : a > b ? 1 : 0;
      };
  }
}

let lastMoment: { value: string; moment: string | undefined } = { value: '', moment: undefined };
function memoMoment(value: string, zone: 'utc') {
  if (lastMoment.value !== value) lastMoment = { value, moment: readMoment(value, zone) };
  return lastMoment.moment;
}
