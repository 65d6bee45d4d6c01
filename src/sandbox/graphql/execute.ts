import type { Call } from '../api-call.ts';
import { demand } from '../api-call.ts';
import { resourceOf } from '../catalogue/all-resources.ts';
import { Refusal } from '../refusal.ts';
import type { Cell, Row } from '../row.ts';
import { cellOf, childRows, refRow, refRows } from '../wire/cells.ts';
import { listRows } from '../wire/list.ts';
import { readPairs } from '../wire/query.ts';
import { jsonScalar } from '../wire/write-json.ts';
import { GraphqlError } from './graphql-error.ts';
import { schemaObject } from './introspect.ts';
import type { Arguments, Document, Operation, Selection, Value } from './parse.ts';
import { type ObjectType, type RootField, rootFields, type TypeField, typeOf } from './schema.ts';

type Variables = Readonly<Record<string, unknown>>;
type FieldSelection = Extract<Selection, { kind: 'field' }>;

/** What a query may cost: fields that are worked out, over all rows. */
const FIELDS_MAX = 200_000;

export interface Answered {
  readonly data?: Record<string, unknown>;
  readonly errors?: readonly ErrorEntry[];
}

export interface ErrorEntry {
  readonly message: string;
  readonly locations?: readonly { line: number; column: number }[];
  readonly path?: readonly string[];
}

interface Run {
  readonly call: Call;
  readonly document: Document;
  readonly variables: Variables;
  readonly spend: () => void;
}

/** Answers one operation. A field at the root that fails is null, with its error beside the others' data. */
export async function execute(
  document: Document,
  operation: Operation,
  given: Variables,
  call: Call,
): Promise<Answered> {
  let left = FIELDS_MAX;
  const variables = withDefaults(operation, given);
  const run: Run = {
    call,
    document,
    variables,
    spend: () => {
      left -= 1;
      if (left < 0) throw new GraphqlError(`A query may ask for ${FIELDS_MAX} values.`);
    },
  };
  const data: Record<string, unknown> = {};
  const errors: ErrorEntry[] = [];
  for (const selection of flatten(operation.selections, 'Query', run)) {
    try {
      data[selection.key] = await answerRoot(selection, run);
    } catch (thrown) {
      data[selection.key] = null;
      errors.push(errorEntry(thrown, selection));
    }
  }
  return errors.length > 0 ? { data, errors } : { data };
}

export function errorEntry(thrown: unknown, selection?: FieldSelection): ErrorEntry {
  if (!(thrown instanceof GraphqlError) && !(thrown instanceof Refusal)) throw thrown;
  const at = (thrown instanceof GraphqlError ? thrown.at : undefined) ?? selection?.at;
  return {
    message: thrown.message,
    ...(at ? { locations: [at] } : {}),
    ...(selection ? { path: [selection.key] } : {}),
  };
}

function withDefaults(operation: Operation, given: Variables): Variables {
  const all: Record<string, unknown> = {};
  for (const [name, standard] of operation.defaults) {
    if (Object.hasOwn(given, name)) all[name] = given[name];
    else if (standard) all[name] = constantOf(standard, {});
  }
  return all;
}

async function answerRoot(selection: FieldSelection, run: Run): Promise<unknown> {
  if (selection.name === '__typename') return 'Query';
  if (selection.name === '__schema') return pick(schemaObject(), selection, run);
  if (selection.name === '__type') {
    const name = argument(selection.args, 'name', run);
    const type = (schemaObject().types as { name: string }[]).find((one) => one.name === name);
    return type ? pick(type, selection, run) : null;
  }
  const root = rootFields().get(selection.name);
  if (!root) throw new GraphqlError(`Field '${selection.name}' doesn't exist on type 'Query'`, selection.at);
  demand(run.call, root.type.resource.scopes.read);
  return root.isList ? listRoot(root, selection, run) : oneRoot(root, selection, run);
}

async function listRoot(root: RootField, selection: FieldSelection, run: Run): Promise<unknown> {
  assertArguments(selection, ['query'], root.name);
  const query = argument(selection.args, 'query', run) ?? '';
  if (typeof query !== 'string') throw new GraphqlError("Argument 'query' must be a String", selection.at);
  const { reader } = run.call.deps;
  const deps = { find: resourceOf, reader };
  const rows = await listRows(readPairs(query), root.type.resource, deps);
  return rows.map((row) => pickRow(root.type, row, selection, run));
}

function oneRoot(root: RootField, selection: FieldSelection, run: Run): unknown {
  assertArguments(selection, ['id'], root.name);
  const id = argument(selection.args, 'id', run);
  if (id === undefined || id === null)
    throw new GraphqlError(`Field '${root.name}' is missing required arguments: id`, selection.at);
  const row = run.call.deps.reader.get(root.type.resource.table, String(id));
  return row ? pickRow(root.type, row, selection, run) : null;
}

function pickRow(type: ObjectType, row: Row, at: FieldSelection, run: Run): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const selection of flatten(subSelections(at, type.name), type.name, run)) {
    run.spend();
    answer[selection.key] =
      selection.name === '__typename' ? type.name : fieldValue(type, row, selection, run);
  }
  return answer;
}

function fieldValue(type: ObjectType, row: Row, selection: FieldSelection, run: Run): unknown {
  const found = type.fields.get(selection.name);
  if (!found)
    throw new GraphqlError(`Field '${selection.name}' doesn't exist on type '${type.name}'`, selection.at);
  assertArguments(selection, [], selection.name);
  const { reader } = run.call.deps;
  const { field } = found;
  const inner = (target: Row) => pickRow(typeOf('to' in field ? field.to : ''), target, selection, run);
  switch (field.kind) {
    case 'ref': {
      const target = refRow(found, row, reader);
      return target ? inner(target) : null;
    }
    case 'refs':
      return refRows(found, row, reader).map(inner);
    case 'children':
      return childRows(found, row, reader).map(inner);
    case 'custom':
      return customFields(row[found.key]).map((one) => pick(one, selection, run));
    case 'object': {
      const value = cellOf(found, row, reader) ?? null;
      return selection.selections && value ? pickJson(value, selection, run) : value;
    }
    default:
      return scalar(found, cellOf(found, row, reader), selection, type);
  }
}

function scalar(found: TypeField, cell: Cell | undefined, selection: FieldSelection, type: ObjectType) {
  if (selection.selections)
    throw new GraphqlError(
      `Selections can't be made on scalars (field '${selection.name}' of ${type.name})`,
      selection.at,
    );
  // An ID is text in GraphQL, and so keeps its digits.
  return found.field.kind === 'id' ? String(cell ?? '') : jsonScalar(found.field.kind, cell);
}

/** Each as an object of the type of its value; `... on StringValue { value }` chooses. */
function customFields(cell: Cell | undefined): readonly Record<string, unknown>[] {
  if (!cell || typeof cell !== 'object' || Array.isArray(cell)) return [];
  return Object.entries(cell).map(([name, value]) => {
    if (value && typeof value === 'object') return { ...value, __typename: 'ObjectValue', name, value };
    const kind = typeof value === 'boolean' ? 'BooleanValue' : 'StringValue';
    return { __typename: kind, name, value };
  });
}

function pickJson(value: unknown, at: FieldSelection, run: Run): unknown {
  return Array.isArray(value)
    ? value.map((item) => pickJson(item, at, run))
    : pick(value as Record<string, unknown>, at, run);
}

/** Of plain data: what is chosen, by the names it has there or in camel case. */
function pick(value: Record<string, unknown>, at: FieldSelection, run: Run): unknown {
  const answer: Record<string, unknown> = {};
  const typename = typeof value.__typename === 'string' ? value.__typename : '';
  for (const selection of flatten(subSelections(at, typename), typename, run)) {
    run.spend();
    const inner = value[selection.name] ?? null;
    if (selection.selections === undefined || inner === null || typeof inner !== 'object')
      answer[selection.key] = inner;
    else answer[selection.key] = pickJson(inner, selection, run);
  }
  return answer;
}

function subSelections(at: FieldSelection, typeName: string): readonly Selection[] {
  if (at.selections) return at.selections;
  throw new GraphqlError(
    `Field must have selections (field '${at.name}' returns ${typeName} but has no selections. Did you mean '${at.name} { ... }'?)`,
    at.at,
  );
}

/** Fields with those of fragments that apply to the type. A fragment inside itself is refused. */
function flatten(
  selections: readonly Selection[],
  typeName: string,
  run: Run,
  within: readonly string[] = [],
): FieldSelection[] {
  return selections.flatMap((selection): FieldSelection[] => {
    if (!isWanted(selection, run)) return [];
    if (selection.kind === 'field') return [selection];
    const isSpread = selection.kind === 'spread';
    const fragment = isSpread ? run.document.fragments.get(selection.name) : selection;
    if (!fragment || (isSpread && within.includes(selection.name))) {
      const name = isSpread ? selection.name : '';
      const why = fragment ? 'contains an infinite loop' : 'was used, but not defined';
      throw new GraphqlError(`Fragment ${name} ${why}`, selection.at);
    }
    run.spend();
    // Data without a type of its own takes every fragment.
    if (fragment.on !== undefined && typeName !== '' && fragment.on !== typeName) return [];
    return flatten(fragment.selections, typeName, run, isSpread ? [...within, selection.name] : within);
  });
}

function isWanted(selection: Selection, run: Run): boolean {
  return selection.directives.every(({ name, args }) => {
    const isTrue = argument(args, 'if', run) === true;
    if (name === 'include') return isTrue;
    if (name === 'skip') return !isTrue;
    throw new GraphqlError(`Directive @${name} is not defined`, selection.at);
  });
}

function assertArguments(selection: FieldSelection, known: readonly string[], name: string): void {
  for (const given of selection.args.keys()) {
    if (!known.includes(given))
      throw new GraphqlError(`Field '${name}' doesn't accept argument '${given}'`, selection.at);
  }
}

function argument(args: Arguments, name: string, run: Run): unknown {
  const value = args.get(name);
  return value === undefined ? undefined : constantOf(value, run.variables);
}

function constantOf(value: Value, variables: Variables): unknown {
  switch (value.kind) {
    case 'variable':
      return Object.hasOwn(variables, value.name) ? variables[value.name] : undefined;
    case 'list':
      return value.items.map((item) => constantOf(item, variables));
    case 'object':
      return Object.fromEntries(value.fields.map(([key, item]) => [key, constantOf(item, variables)]));
    default:
      return value.value;
  }
}
