// The older past of a large company: every record is made of its plot when it is asked for.
import type { Children, MadeRows, MadeTable } from '../../made-rows.ts';
import type { Row } from '../../row.ts';
import type { Truth } from '../truth.ts';
import { storyAt } from './calendar.ts';
import { columnsOf } from './columns.ts';
import { type IdBlock, idBlock } from './id-block.ts';
import type { NumberForm } from './number-form.ts';
import type { Plot, Version } from './plot.ts';
import { RECORD_TABLES, type Recipe, retell } from './retold-cell.ts';
import { type AnnalsPlan, beginStory, historyOf, type Story, tell, versionOf, viewOf } from './story.ts';

export interface Annals extends MadeRows {
  /** What was planted in them, story by story; read it through and keep what you need. */
  readonly truth: <List extends keyof Truth>(list: List) => Iterable<Truth[List][number]>;
  /** How many records are held made at the moment: they are only kept as long as others are not asked for. */
  readonly held: () => number;
}

/** A page of fifty records rests on as many stories, with room for those of some pages at once. */
const STORIES_HELD_MAX = 500;

export function annalsOf(plan: AnnalsPlan): Annals {
  const { plots, calendar } = plan;
  const blocks = RECORD_TABLES.map((_, table) =>
    idBlock(plan.firstIds[table] ?? '1', calendar.starts[table]?.[calendar.stories] ?? 0),
  );
  const forms = new Map<string, NumberForm>();
  const held = new Map<number, Story>();
  const begin = (story: number): Story => beginStory(story, { plan, blocks, forms });
  const hold = (story: number): Story => {
    const known = held.get(story) ?? begin(story);
    held.delete(story);
    held.set(story, known);
    if (held.size > STORIES_HELD_MAX)
      for (const [oldest] of held.entries()) {
        held.delete(oldest);
        break;
      }
    return known;
  };
  const made = RECORD_TABLES.map((_, table) => madeTable({ plan, table, block: blocks[table], hold, begin }));
  const referring = {
    plan,
    blocks,
    hold,
    made,
    owners: new Map<string, readonly number[]>(),
    referring: new WeakMap(),
  };
  const tableOf = (name: string) => (RECORD_TABLES as readonly string[]).indexOf(name);
  return {
    tables: RECORD_TABLES,
    table: (name) => made[tableOf(name)],
    indexed: (name, field, value) => findReferring(referring, tableOf(name), field, value),
    history: (subject) => {
      const [name = '', id = ''] = subject.split(':');
      const table = tableOf(name);
      const place = made[table]?.placeOf(id) ?? Number.NaN;
      if (!(place >= 0 && place < (made[table]?.size ?? 0))) return [];
      const story = storyAt(calendar, table, place);
      const n = place - (calendar.starts[table]?.[story] ?? 0);
      return historyOf(hold(story), `${table}:${n}`, plan.now);
    },
    *truth(list) {
      for (let at = 0; at < calendar.stories; at += 1) {
        const known = plots[calendar.plotOf[at] ?? 0]?.truth ?? [];
        if (!known.some((one) => one.list === list)) continue;
        const story = begin(at);
        for (const one of known) if (one.list === list) yield retell(one.recipe, story) as never;
      }
    },
    held: () => [...held.values()].reduce((all, story) => all + story.rows.size, 0),
  };
}

interface TablePlan {
  readonly plan: AnnalsPlan;
  readonly table: number;
  readonly block: IdBlock | undefined;
  readonly hold: (story: number) => Story;
  readonly begin: (story: number) => Story;
}

function madeTable({ plan, table, block, hold, begin }: TablePlan): MadeTable {
  const { calendar, now } = plan;
  const starts = calendar.starts[table] ?? new Uint32Array(1);
  const size = starts[calendar.stories] ?? 0;
  const { idAt, placeOf } = block ?? idBlock('1', 0);
  const versionIn = (story: Story, n: number) => versionOf(story.plot.records[table]?.[n] ?? [], story, now);
  const patterns = new WeakMap<Version, { row: Row; varies: (key: string) => boolean }>();
  const columns = columnsOf({ plan, table, idAt, placeOf });
  let passing = { at: -1, from: 0, end: 0, story: undefined as Story | undefined };
  /** Walks go from story to story, mostly to the next. */
  const pass = (position: number): { readonly story: Story; readonly n: number } => {
    if (!passing.story || position < passing.from || position >= passing.end) {
      const isNext = position === passing.end && (starts[passing.at + 2] ?? 0) > position;
      const at = isNext ? passing.at + 1 : storyAt(calendar, table, position);
      passing = { at, from: starts[at] ?? 0, end: starts[at + 1] ?? 0, story: begin(at) };
    }
    return { story: passing.story as Story, n: position - passing.from };
  };
  let happened: number | undefined;
  return {
    size,
    count: () => {
      const created = columns('created-at');
      if (created?.kind !== 'moment') return size;
      happened ??= created.seconds.reduce((all, second) => all + (second === 0 ? 0 : 1), 0);
      return happened;
    },
    idAt,
    placeOf,
    rowAt: (position) => {
      if (!(position >= 0 && position < size)) return undefined;
      const at = storyAt(calendar, table, position);
      const story = hold(at);
      const n = position - (starts[at] ?? 0);
      const key = `${table}:${n}`;
      if (!story.rows.has(key)) {
        const version = versionIn(story, n);
        story.rows.set(key, version && tell(version, story));
      }
      return story.rows.get(key);
    },
    passingRowAt: (position) => {
      const { story, n } = pass(position);
      const version = versionIn(story, n);
      return version && tell(version, story);
    },
    passingViewAt: (position) => {
      const { story, n } = pass(position);
      const version = versionIn(story, n);
      return version && viewOf(version, story);
    },
    passingCellAt: (position, key) => {
      const { story, n } = pass(position);
      const version = versionIn(story, n);
      const recipe = version?.cells.find(([cell]) => cell === key)?.[1];
      return recipe ? retell(recipe, story) : version?.row[key];
    },
    childrenAt: (position, key) => {
      const { story, n } = pass(position);
      const recipe = versionIn(story, n)?.cells.find(([cell]) => cell === key)?.[1];
      return recipe?.kind === 'list' ? childrenOf(recipe, story) : undefined;
    },
    patternAt: (position) => {
      const { story, n } = pass(position);
      const version = versionIn(story, n);
      if (!version) return undefined;
      const known = patterns.get(version);
      if (known) return known;
      const keys = new Set(version.cells.map(([key]) => key));
      const pattern = { row: version.row, varies: (key: string) => keys.has(key) };
      patterns.set(version, pattern);
      return pattern;
    },
    column: columns,
  };
}

function childrenOf({ items }: Extract<Recipe, { kind: 'list' }>, story: Story): Children | undefined {
  const [first] = items;
  if (first?.kind !== 'id') return undefined;
  const from = story.starts[first.table] ?? 0;
  const positions = items.flatMap((item) =>
    item.kind === 'id' && item.table === first.table ? [from + item.n] : [],
  );
  const table = RECORD_TABLES[first.table];
  return table && positions.length === items.length ? { table, positions } : undefined;
}

interface Referring {
  readonly plan: AnnalsPlan;
  readonly blocks: readonly IdBlock[];
  readonly hold: (story: number) => Story;
  readonly made: readonly MadeTable[];
  /** By table and field; filled as they are asked for. */
  readonly owners: Map<string, readonly number[]>;
  /** By plot, table and field, and named record. */
  readonly referring: WeakMap<Plot, Map<string, number[]>>;
}

/** Records of a story that name another of its records in a field: all that name it, since stories are closed. */
function findReferring(parts: Referring, table: number, field: string, value: string): string[] {
  const { plan, made } = parts;
  const choices = made[table]?.column(field);
  if (choices?.kind === 'text') return choices.find(value).flatMap((at) => made[table]?.idAt(at) ?? []);
  if (choices?.kind === 'choice') {
    const code = choices.values.indexOf(value);
    const found: string[] = [];
    if (code >= 0)
      for (let at = choices.codes.indexOf(code); at >= 0; at = choices.codes.indexOf(code, at + 1)) {
        found.push(made[table]?.idAt(at) ?? '');
      }
    return found;
  }
  if (field === 'po-number') return findByWords(parts, table, field, value);
  return ownersOf(parts, table, field).flatMap((owner) => {
    const there = openStory(parts, owner, value);
    if (!there) return [];
    const { story, n } = there;
    const records = story.plot.records[table] ?? [];
    return referringIn(parts, story.plot, { table, field, owner, n })
      .filter((other) => versionOf(records[other] ?? [], story, plan.now) !== undefined)
      .map((other) => story.idOf(table, other));
  });
}

interface Reference {
  readonly table: number;
  readonly field: string;
  readonly owner: number;
  readonly n: number;
}

/** Which records of a plot name one of its records: they do from their beginning. */
function referringIn(
  { referring }: Referring,
  plot: Plot,
  { table, field, owner, n }: Reference,
): readonly number[] {
  const known = referring.get(plot) ?? new Map<string, number[]>();
  referring.set(plot, known);
  const key = `${table}:${field}`;
  if (!known.has(key)) {
    known.set(key, []);
    for (const [other, record] of (plot.records[table] ?? []).entries()) {
      const recipe = record.at(-1)?.cells.find(([cell]) => cell === field)?.[1];
      if (recipe?.kind !== 'id') continue;
      const named = `${key}:${recipe.table}:${recipe.n}`;
      known.set(named, [...(known.get(named) ?? []), other]);
    }
  }
  return known.get(`${key}:${owner}:${n}`) ?? [];
}

/** The story to which an id belongs, and as which record. */
function openStory({ plan, blocks, hold }: Referring, table: number, id: string) {
  const block = blocks[table];
  const place = block?.placeOf(id) ?? Number.NaN;
  if (!block || !(place >= 0 && place < block.size)) return undefined;
  const story = hold(storyAt(plan.calendar, table, place));
  return { story, n: place - (story.starts[table] ?? 0) };
}

/** Tables whose ids stand in a field. */
function ownersOf({ plan, owners }: Referring, table: number, field: string): readonly number[] {
  const key = `${table}:${field}`;
  const known = owners.get(key);
  if (known) return known;
  const found = new Set<number>();
  for (const version of plan.plots.flatMap(({ records }) => (records[table] ?? []).flat())) {
    const recipe = version.cells.find(([cell]) => cell === field)?.[1];
    if (recipe?.kind === 'id') found.add(recipe.table);
  }
  owners.set(key, [...found]);
  return [...found];
}

const ORDERS = (RECORD_TABLES as readonly string[]).indexOf('purchase-orders');

/** Lines that name an order in words, which always end with its number: `PO-4711`, `0000004711`, `94711`. */
function findByWords(parts: Referring, table: number, field: string, value: string): string[] {
  const lower = value.toLowerCase();
  const digits = /\d*$/.exec(value)?.[0] ?? '';
  const orders = new Set(Array.from(digits, (_, at) => digits.slice(at).replace(/^0+/, '')));
  const found = new Set<string>();
  for (const order of orders) {
    const story = openStory(parts, ORDERS, order)?.story;
    for (const [n, record] of (story?.plot.records[table] ?? []).entries()) {
      const recipe =
        story && versionOf(record, story, parts.plan.now)?.cells.find(([key]) => key === field)?.[1];
      if (recipe && String(retell(recipe, story)).toLowerCase() === lower) found.add(story.idOf(table, n));
    }
  }
  return [...found];
}
