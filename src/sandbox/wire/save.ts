// From a request body to rows, by the catalogue: unknown and read-only names are passed over, references are looked
// up, children are added, changed or deleted, then the resource has the last word.
import { readDecimal } from '../amount.ts';
import type { Body, BodyValue, Change, Field, Resource, TenantRules } from '../catalogue/resource.ts';
import { readMoment } from '../moment.ts';
import { refuse } from '../refusal.ts';
import { type Cell, idsOf, type PlainObject, type Reader, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { readCustomFields } from './custom-fields.ts';
import { findReference, firstRow, isNothing, isObject } from './find-reference.ts';
import type { FindResource } from './selection.ts';

export interface SaveDeps {
  readonly work: Work;
  readonly find: FindResource;
  readonly rules: TenantRules;
}

/** Creates a record. @throws Refusal 400 with the model's messages. */
export function createRecord(resource: Resource, body: Body, deps: SaveDeps): Row {
  const { work } = deps;
  const row = insertChild(resource, body, {}, deps);
  const context = { body, before: undefined, changes: [], rules: deps.rules };
  const settled = resource.settle ? work.put(resource.table, resource.settle(work, row, context)) : row;
  assertUnique(resource, settled, work);
  return settled;
}

/** Names and numbers that others look a record up by are given once; every one that was used is told. */
function assertUnique(resource: Resource, row: Row, reader: Reader): void {
  const taken = (resource.unique ?? []).filter((keys) => {
    const own = keys.map((key) => textOf(row, key).toLowerCase());
    if (own.at(-1) === '') return false;
    const isSame = (other: Row) => keys.every((key, at) => textOf(other, key).toLowerCase() === own[at]);
    return (
      firstRow(reader.rows(resource.table), (other) => other.id !== row.id && isSame(other)) !== undefined
    );
  });
  if (taken.length === 0) return;
  const messages = taken.map((keys) => `${label(keys.at(-1) ?? '')} has already been taken`);
  refuse(resource.model ?? resource.root, ...messages);
}

/** Changes what the body names and nothing else. */
export function updateRecord(resource: Resource, before: Row, body: Body, deps: SaveDeps): Row {
  const { work } = deps;
  const changes: Change[] = [];
  const row = updateCells(resource, before, body, { ...deps, changes, path: '' });
  const current = work.put(resource.table, {
    ...row,
    'updated-at': work.now,
    'updated-by': work.actor,
  });
  const context = { body, before, changes, rules: deps.rules };
  const settled = resource.settle
    ? work.put(resource.table, resource.settle(work, current, context))
    : current;
  assertUnique(resource, settled, work);
  return settled;
}

function insertChild(
  resource: Resource,
  body: Body,
  parent: Readonly<Record<string, Cell>>,
  deps: SaveDeps,
): Row {
  const cells = readCells(resource, body, undefined, deps);
  const shape = shapeOf(resource);
  const missing = shape.required.filter((key) => isNothing(cells[key]));
  if (missing.length > 0) {
    refuse(resource.model ?? resource.root, ...missing.map((key) => `${label(key)} can't be blank`));
  }
  const row = deps.work.insert(resource.table, {
    ...shape.blank,
    ...resource.defaults,
    ...cells,
    ...parent,
  });
  const lists: Record<string, Cell> = {};
  for (const [key, field] of shape.children) {
    const sent = listOf(body[key]);
    if (sent.length === 0 && field.isRequired)
      refuse(resource.model ?? resource.root, `${label(key)} can't be blank`);
    if (sent.length === 0) continue;
    const target = deps.find(field.to);
    lists[key] = sent.map((item) => saveNewChild(target, item, parentCell(field, row.id), deps).id);
  }
  return Object.keys(lists).length > 0 ? deps.work.put(resource.table, { ...row, ...lists }) : row;
}

const parentCell = ({ parentField, parentPrefix = '' }: ChildrenField, id: string) => ({
  [parentField]: `${parentPrefix}${id}`,
});

function saveNewChild(
  target: Resource,
  item: Body,
  parent: Readonly<Record<string, Cell>>,
  deps: SaveDeps,
): Row {
  const child = insertChild(target, item, parent, deps);
  if (!target.settle) return child;
  const context = { body: item, before: undefined, changes: [], rules: deps.rules };
  return deps.work.put(target.table, target.settle(deps.work, child, context));
}

interface UpdateDeps extends SaveDeps {
  readonly changes: Change[];
  readonly path: string;
}

function updateCells(resource: Resource, before: Row, body: Body, deps: UpdateDeps): Row {
  const cells: Record<string, Cell> = { ...readCells(resource, body, before, deps) };
  for (const [field, to] of Object.entries(cells)) {
    const from = before[field] ?? null;
    if (!isSame(from, to)) deps.changes.push({ path: deps.path, field, from, to });
  }
  for (const [key, field] of shapeOf(resource).children) {
    if (body[key] === undefined) continue;
    Object.assign(cells, updateChildren(key, field, before, listOf(body[key]), deps));
  }
  return { ...before, ...cells, id: before.id };
}

function updateChildren(
  key: string,
  field: ChildrenField,
  parent: Row,
  sent: readonly Body[],
  deps: UpdateDeps,
): Record<string, Cell> {
  const { work, changes } = deps;
  const target = deps.find(field.to);
  const kept = [...idsOf(parent, key)];
  const deleted: string[] = [];
  for (const item of sent) {
    const id = typeof item.id === 'string' ? item.id : '';
    const child = id !== '' && kept.includes(id) ? work.get(target.table, id) : undefined;
    const path = `${key}/${id}`;
    if (child && (item['-delete'] === true || item['-delete'] === 'true')) {
      kept.splice(kept.indexOf(id), 1);
      deleted.push(id);
      changes.push({ path, field: 'lines', from: id, to: null });
    } else if (child) {
      const count = changes.length;
      const row = updateCells(target, child, item, { ...deps, path });
      const touched = changes.length > count;
      const stamped = touched ? { ...row, 'updated-at': work.now, 'updated-by': work.actor } : row;
      const context = { body: item, before: child, changes: changes.slice(count), rules: deps.rules };
      work.put(target.table, target.settle ? target.settle(work, stamped, context) : stamped);
    } else {
      const added = saveNewChild(target, item, parentCell(field, parent.id), deps);
      kept.push(added.id);
      changes.push({ path: `${key}/${added.id}`, field: 'lines', from: null, to: added.id });
    }
  }
  const gone =
    deleted.length > 0 && 'deleted-lines' in parent
      ? { 'deleted-lines': [...idsOf(parent, 'deleted-lines'), ...deleted] }
      : {};
  return { [key]: kept, ...gone };
}

/** The writable cells that a body names. */
function readCells(
  resource: Resource,
  body: Body,
  before: Row | undefined,
  deps: SaveDeps,
): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  const problems: string[] = [];
  for (const name of Object.keys(body)) {
    const { key, field, raw } = fieldOf(resource, body, name);
    if (!field || raw === undefined) continue;
    if (field.kind === 'ref') {
      const found = raw === null || raw === '' ? null : findReference(deps.find(field.to), raw, deps);
      if (found === undefined) {
        // "Any referenced data must already exist or the value will not be changed."
        if (!before) problems.push(`${label(key)} could not be found: ${describe(raw)}`);
        continue;
      }
      const target = found ? deps.find(field.to) : undefined;
      if (found && target?.isUsable && !target.isUsable(found) && textOf(before, key) !== found.id) {
        problems.push(`${label(key)} is not active`);
      }
      cells[key] = found?.id ?? null;
    } else if (field.kind === 'custom') {
      const known = before?.[key];
      const described = deps.rules.customFields?.[resource.table];
      if (described) {
        const read = readCustomFields(described, { raw, known, isNew: !before }, deps.work);
        problems.push(...read.problems);
        cells[key] = read.fields;
      } else
        cells[key] = { ...(isObject(known) ? known : {}), ...(isObject(raw) ? (raw as PlainObject) : {}) };
    } else if (field.kind === 'object') {
      cells[key] = typeof raw === 'object' ? (raw as PlainObject) : raw;
    } else if (field.kind === 'refs') {
      const target = deps.find(field.to);
      const found = listOf(raw).map((item) => findReference(target, item, deps)?.id);
      const known = found.filter((id) => id !== undefined);
      if (known.length === found.length) cells[key] = [...new Set(known)];
      else if (!before) problems.push(`${label(key)} could not be found: ${describe(raw)}`);
    } else {
      const read = readScalar(field.kind, raw);
      if (read === undefined) problems.push(`${label(key)} is invalid: ${describe(raw)}`);
      else if (isUnlisted(field, read)) problems.push(`${label(key)} is not included in the list`);
      else cells[key] = read;
    }
  }
  if (!before && !('custom-fields' in body)) {
    const described = deps.rules.customFields?.[resource.table] ?? {};
    problems.push(...readCustomFields(described, { raw: {}, known: null, isNew: true }, deps.work).problems);
  }
  if (problems.length > 0) refuse(resource.model ?? resource.root, ...problems);
  return cells;
}

/** The field a body's key means: itself, or the reference of a flattened key such as `account-type-id`. */
function fieldOf(resource: Resource, body: Body, name: string) {
  const { writable } = shapeOf(resource);
  const base = name.endsWith('-id') ? name.slice(0, -3) : '';
  const owner = writable.has(name) || body[base] !== undefined ? undefined : writable.get(base);
  if (owner?.kind !== 'ref') return { key: name, field: writable.get(name), raw: body[name] };
  const id = body[name] ?? null;
  return { key: base, field: owner, raw: id === null || id === '' ? null : { id } };
}

const isUnlisted = (field: Field, cell: Cell) =>
  field.values !== undefined && cell !== null && cell !== '' && !field.values.includes(String(cell));

function readScalar(kind: string, raw: BodyValue): Cell | undefined {
  if (raw === null) return null;
  if (typeof raw === 'object') return undefined;
  const text = typeof raw === 'boolean' ? String(raw) : raw;
  switch (kind) {
    case 'text':
      return text;
    case 'boolean':
      return ['true', '1', 'yes', 't', 'y'].includes(text.toLowerCase());
    case 'id':
      return text === '' ? null : /^\d{1,19}$/.test(text) ? text.replace(/^0+(?=\d)/, '') : undefined;
    case 'integer': {
      if (text === '') return null;
      const whole = Number(text);
      return Number.isSafeInteger(whole) ? whole : undefined;
    }
    case 'date':
    case 'datetime':
      return text === '' ? null : readMoment(text, kind === 'date' ? 'tenant' : 'utc');
    default:
      return text === '' ? null : readDecimal(text);
  }
}

/** Lists come plain, or wrapped as Rails' XML does: `{"payments": {"payment": […]}}`. */
export function listOf(value: BodyValue | undefined): Body[] {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean')
    return [];
  if (Array.isArray(value))
    return (value as readonly BodyValue[]).filter((item): item is Body => isObject(item));
  const members = Object.values(value as Body);
  const isWrapped =
    members.length === 1 && members.every((member) => member !== null && typeof member === 'object');
  return isWrapped ? listOf(Array.isArray(members[0]) ? members[0] : [members[0] as Body]) : [value as Body];
}

type ChildrenField = Extract<Field, { kind: 'children' }>;

/** What saving needs of a resource's fields, worked out once. */
interface Shape {
  readonly blank: Readonly<Record<string, Cell>>;
  readonly required: readonly string[];
  readonly writable: ReadonlyMap<string, Exclude<Field, ChildrenField>>;
  readonly children: readonly (readonly [key: string, field: ChildrenField])[];
}

const shapes = new WeakMap<Resource, Shape>();

function shapeOf(resource: Resource): Shape {
  const known = shapes.get(resource);
  if (known) return known;
  const blank: Record<string, Cell> = {};
  const required: string[] = [];
  const writable = new Map<string, Exclude<Field, ChildrenField>>();
  const children: [string, ChildrenField][] = [];
  for (const [key, field] of Object.entries(resource.fields)) {
    if (field.kind === 'children' || field.kind === 'refs') blank[key] = [];
    else if (field.kind === 'custom') blank[key] = {};
    else if (field.kind === 'boolean' && !('from' in field)) blank[key] = false;
    if (field.kind === 'children') {
      if (field.isWritable) children.push([key, field]);
      continue;
    }
    if (field.isRequired) required.push(key);
    if (field.isWritable) writable.set(key, field);
  }
  const shape = { blank, required, writable, children };
  shapes.set(resource, shape);
  return shape;
}

const isSame = (a: Cell, b: Cell) =>
  a === b ? true : JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const describe = (raw: BodyValue) => JSON.stringify(raw).slice(0, 120);

/** `invoice-number` → `Invoice number`. */
function label(key: string): string {
  const words = key.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
