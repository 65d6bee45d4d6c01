import { fieldNamed, type Resource } from '../catalogue/resource.ts';
import { Refusal } from '../refusal.ts';
import { compareIds, type Reader, type Row } from '../row.ts';
import { bulkPage } from './bulk/bulk-page.ts';
import { orderCells } from './order-cells.ts';
import { type Condition, compileConditions, type ReadPairs, readConditions } from './query.ts';
import type { FindResource } from './selection.ts';

/** Documented: 50 by default and at most; a larger limit is cut without a word. */
const LIMIT_MAX = 50;

interface ListDeps {
  readonly find: FindResource;
  readonly reader: Reader;
  /** Left out: every row is. */
  readonly isOurs?: ((row: Row) => boolean) | undefined;
  /** Bad weather: by how many rows a further page begins too early. */
  readonly overlapRows?: number;
}

/** One page: filtered, ordered (by id when nothing is said), cut. A promise where very many rows are looked through. */
export function listRows(pairs: ReadPairs, resource: Resource, deps: ListDeps): Row[] | Promise<Row[]> {
  const { overlapRows = 0 } = deps;
  const asked = readConditions(pairs, resource, deps.find);
  const conditions = overlapRows > 0 ? asked.map(withEqual) : asked;
  if (isUnsupported(resource, conditions)) return [];
  const parameter = (name: string) => pairs.findLast(([key]) => key.replaceAll('-', '_') === name)?.[1];
  const limit = wholeNumber(parameter('limit'), LIMIT_MAX, LIMIT_MAX) || LIMIT_MAX;
  const offset = Math.max(0, wholeNumber(parameter('offset'), 0, Number.MAX_SAFE_INTEGER) - overlapRows);
  const orderBy = parameter('order_by')?.replaceAll('_', '-') ?? 'id';
  const isDescending = parameter('dir')?.toLowerCase() === 'desc';
  const { reader, isOurs } = deps;
  const test = compileConditions(conditions);
  const matches = (row: Row) => (isOurs?.(row) ?? true) && test(row, reader);
  const field = fieldNamed(resource, orderBy);
  if (!field) throw new Refusal(400, { [resource.root]: [`Invalid query: unknown attribute ${orderBy}`] });
  const bulk = reader.bulk(resource.table);
  const candidates = findCandidates(resource, conditions, reader);
  if (!candidates && bulk) {
    const order = { by: orderBy, kind: field.kind, isDescending };
    return bulkPage(bulk, { conditions, isOurs, matches, order, offset, limit, reader });
  }
  const rows = candidates ?? reader.rows(resource.table);
  if (orderBy === 'id' && !isDescending) return firstRows(rows, matches, offset, limit);
  const found = [...rows].filter(matches);
  found.sort((a, b) => orderCells(a[orderBy], b[orderBy], field.kind) || compareIds(a.id, b.id));
  if (isDescending) found.reverse();
  return found.slice(offset, offset + limit);
}

/** A page that goes on after a key takes that key in once more. */
function withEqual(condition: Condition): Condition {
  const isKey = condition.operator === 'gt' && condition.steps.length === 1;
  return isKey ? { ...condition, operator: 'gt_or_eq' } : condition;
}

/** Tables are in the order of their ids, so the page can stop as soon as it is full. */
function firstRows(
  candidates: Iterable<Row>,
  matches: (row: Row) => boolean,
  offset: number,
  limit: number,
): Row[] {
  const page: Row[] = [];
  let passed = 0;
  for (const row of candidates) {
    if (!matches(row)) continue;
    if (passed++ < offset) continue;
    page.push(row);
    if (page.length === limit) break;
  }
  return page;
}

/** The rows that one of the conditions leaves over by an index; undefined where there is none. */
function findCandidates(
  resource: Resource,
  conditions: readonly Condition[],
  reader: Reader,
): Row[] | undefined {
  for (const condition of conditions) {
    const { operator, value } = condition;
    if ((operator !== 'exact' && operator !== 'in') || value === '') continue;
    const values = operator === 'in' ? value.split(',').map((item) => item.trim()) : [value];
    const ids = values.map((wanted) => findIds(resource, condition, wanted, reader));
    if (ids.some((found) => found === undefined)) continue;
    const sorted = [...new Set(ids.flatMap((found) => found ?? []))]
      .filter((id) => /^\d+$/.test(id))
      .sort(compareIds);
    return sorted.flatMap((id) => reader.get(resource.table, id.replace(/^0+(?=\d)/, '')) ?? []);
  }
  return undefined;
}

function findIds(
  resource: Resource,
  { steps }: Condition,
  wanted: string,
  reader: Reader,
): readonly string[] | undefined {
  const [first, second] = steps;
  if (!first) return undefined;
  if (steps.length === 1 && first.key === 'id') return [wanted];
  if (steps.length === 1 && (first.field.kind === 'id' || first.field.kind === 'text')) {
    return reader.indexed(resource.table, first.key, wanted);
  }
  if (steps.length !== 2 || !second) return undefined;
  if (first.field.kind === 'children' && !first.field.from) {
    // An order's number has two names on the lines of an invoice.
    const key = second.key === 'order-header-num' ? 'po-number' : second.key;
    const { to, parentField } = first.field;
    return reader
      .indexed(to, key, wanted)
      ?.flatMap((id) => String(reader.get(to, id)?.[parentField] ?? '') || []);
  }
  // Very many rows share a supplier: a table that is laid out for it is walked through instead.
  if (second.key !== 'id' || reader.bulk(resource.table)?.made.column(first.key)) return undefined;
  return first.key === 'id' ? [wanted] : reader.indexed(resource.table, first.key, wanted);
}

/** Documented: both currencies by code at once "will return no results as it is currently not supported". */
function isUnsupported(resource: Resource, conditions: readonly Condition[]): boolean {
  const byCode = (name: string) =>
    conditions.some(({ steps }) => steps[0]?.key === name && steps[1]?.key === 'code');
  return resource.table === 'exchange-rates' && byCode('from-currency') && byCode('to-currency');
}

function wholeNumber(text: string | undefined, fallback: number, max: number): number {
  if (text === undefined || !/^\d+$/.test(text)) return fallback;
  return Math.min(Number(text), max);
}
