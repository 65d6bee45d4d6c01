import { compare, readDecimal } from '../amount.ts';
import { fieldNamed, type Resource } from '../catalogue/resource.ts';
import { Refusal } from '../refusal.ts';
import { type Cell, compareIds, type Reader, type Row } from '../row.ts';
import { type Condition, compileConditions, type ReadPairs, readConditions } from './query.ts';
import type { FindResource } from './selection.ts';

/** Documented: 50 by default and at most; a larger limit is cut without a word. */
const LIMIT_MAX = 50;

interface ListDeps {
  readonly find: FindResource;
  readonly reader: Reader;
  readonly isOurs: (row: Row) => boolean;
  /** Bad weather: by how many rows a further page begins too early. */
  readonly overlapRows?: number;
}

/** One page: filtered, ordered (by id when nothing is said), cut. */
export function listRows(pairs: ReadPairs, resource: Resource, deps: ListDeps): Row[] {
  const { overlapRows = 0 } = deps;
  const asked = readConditions(pairs, resource, deps.find);
  const conditions = overlapRows > 0 ? asked.map(withEqual) : asked;
  if (isUnsupported(resource, conditions)) return [];
  const parameter = (name: string) => pairs.findLast(([key]) => key.replaceAll('-', '_') === name)?.[1];
  const limit = wholeNumber(parameter('limit'), LIMIT_MAX, LIMIT_MAX) || LIMIT_MAX;
  const offset = Math.max(0, wholeNumber(parameter('offset'), 0, Number.MAX_SAFE_INTEGER) - overlapRows);
  const orderBy = parameter('order_by')?.replaceAll('_', '-') ?? 'id';
  const isDescending = parameter('dir')?.toLowerCase() === 'desc';
  const test = compileConditions(conditions);
  const matches = (row: Row) => deps.isOurs(row) && test(row, deps.reader);
  const candidates = findCandidates(resource, conditions, deps.reader);
  if (orderBy === 'id' && !isDescending) return firstRows(candidates, matches, offset, limit);
  const field = fieldNamed(resource, orderBy);
  if (!field) throw new Refusal(400, { [resource.root]: [`Invalid query: unknown attribute ${orderBy}`] });
  const found = [...candidates].filter(matches);
  found.sort((a, b) => order(a[orderBy], b[orderBy], field.kind) || compareIds(a.id, b.id));
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

function findCandidates(resource: Resource, conditions: readonly Condition[], reader: Reader): Iterable<Row> {
  for (const { steps, operator, value } of conditions) {
    const [first, second] = steps;
    if (operator !== 'exact' && operator !== 'in') continue;
    const values = operator === 'in' ? value.split(',').map((item) => item.trim()) : [value];
    const isId = first?.key === 'id' || (steps.length === 2 && second?.key === 'id');
    if (!first || (steps.length === 1 ? first.field.kind !== 'id' : !isId) || value === '') continue;
    const ids = values.map((wanted) =>
      first.key === 'id' ? [wanted] : reader.indexed(resource.table, first.key, wanted),
    );
    if (ids.some((found) => found === undefined)) continue;
    const sorted = [...new Set(ids.flatMap((found) => found ?? []))]
      .filter((id) => /^\d+$/.test(id))
      .sort(compareIds);
    return sorted.flatMap((id) => reader.get(resource.table, id.replace(/^0+(?=\d)/, '')) ?? []);
  }
  return reader.rows(resource.table);
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

function order(a: Cell | undefined, b: Cell | undefined, kind: string): number {
  const isEmpty = (cell: Cell | undefined) => cell === null || cell === undefined || cell === '';
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) ? (isEmpty(b) ? 0 : -1) : 1;
  const [x, y] = [String(a), String(b)];
  if (kind === 'id' || kind === 'ref') return compareIds(x, y);
  if (kind === 'decimal' || kind === 'float' || kind === 'integer') {
    return compare(readDecimal(x) ?? '0', readDecimal(y) ?? '0');
  }
  return x < y ? -1 : x > y ? 1 : 0;
}
