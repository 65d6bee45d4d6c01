// What the promised queries ask for, of every record, as typed arrays: made once, in one walk through the calendar.
import { type ChoiceColumn, type Column, type MomentColumn, NOT_YET } from '../../made-rows.ts';
import type { Cell } from '../../row.ts';
import { storyAt } from './calendar.ts';
import type { NumberForm } from './number-form.ts';
import type { Plot, Version } from './plot.ts';
import { RECORD_TABLES } from './retold-cell.ts';
import { orderByCode, orderByValue, orderOfIds, sortTexts } from './sorted-positions.ts';
import { type AnnalsPlan, printNumber, versionOf } from './story.ts';
import { midnightSecond, type Shift, type When } from './when.ts';

export interface ColumnsPlan {
  readonly plan: AnnalsPlan;
  readonly table: number;
  readonly idAt: (position: number) => string;
  readonly placeOf: (id: string) => number;
}

/** Few values, asked for as such; every table has those of them that its records have. */
const CHOICES = ['status', 'exported', 'supplier'];

/** The columns of one table, made when one of them is asked for the first time. */
export function columnsOf(columns: ColumnsPlan): (key: string) => Column | undefined {
  const name = RECORD_TABLES[columns.table];
  let walked: ReadonlyMap<string, Column> | undefined;
  const texts = new Map<string, Column>();
  return (key) => {
    if (key === 'created-at' || key === 'updated-at' || CHOICES.includes(key)) {
      walked ??= walk(columns);
      return walked.get(key);
    }
    const known = texts.get(key);
    if (known) return known;
    const made =
      name === 'invoices' && key === 'invoice-number'
        ? invoiceNumbers(columns)
        : name === 'purchase-orders' && key === 'po-number'
          ? orderNumbers(columns)
          : undefined;
    if (made) texts.set(key, made);
    return made;
  };
}

function walk({ plan, table }: ColumnsPlan): ReadonlyMap<string, Column> {
  const { calendar, plots, now } = plan;
  const size = calendar.starts[table]?.[calendar.stories] ?? 0;
  const created = new Uint32Array(size);
  const updated = new Uint32Array(size);
  const choices = choicesIn(plots, table);
  const codes = choices.map(() => new Uint8Array(size).fill(NOT_YET));
  const facts = factsOf(plots, table, choices);
  let position = 0;
  for (let story = 0; story < calendar.stories; story += 1) {
    const plotAt = calendar.plotOf[story] ?? 0;
    const plot = plots[plotAt];
    if (!plot) continue;
    const second = calendar.second[story] ?? 0;
    const shift: Shift = { seconds: second - plot.second, days: Math.floor(second / 86_400) - plot.day };
    const isOver = second + plot.tail <= now;
    const records = plot.records[table] ?? [];
    for (let n = 0; n < records.length; n += 1, position += 1) {
      const at = isOver
        ? (facts.last[plotAt]?.[n] ?? 0)
        : facts.at(versionOf(records[n] ?? [], { shift, isOver }, now));
      if (at === undefined) continue;
      created[position] = movedBy(facts.created, at, shift);
      updated[position] = movedBy(facts.updated, at, shift);
      for (let choice = 0; choice < codes.length; choice += 1) {
        const [into, from] = [codes[choice], facts.codes[choice]];
        if (into && from) into[position] = from[at] ?? NOT_YET;
      }
    }
  }
  const found = new Map<string, Column>([
    ['created-at', momentColumn(created)],
    ['updated-at', momentColumn(updated)],
  ]);
  for (const [at, { key, values }] of choices.entries()) {
    found.set(key, choiceColumn(codes[at] ?? new Uint8Array(0), values));
  }
  return found;
}

/** Seconds and, where the moment begins a day, the day. */
interface Whens {
  readonly seconds: Float64Array;
  readonly days: Int32Array;
}

const whens = (list: readonly When[]): Whens => ({
  seconds: Float64Array.from(list, ({ second }) => second),
  days: Int32Array.from(list, ({ day }) => day ?? -1),
});

function movedBy({ seconds, days }: Whens, at: number, shift: Shift): number {
  const day = days[at] ?? -1;
  return day < 0 ? (seconds[at] ?? 0) + shift.seconds : midnightSecond(day + shift.days);
}

/** What the walk needs of every version of the table's records, side by side. */
function factsOf(plots: readonly Plot[], table: number, choices: readonly Choice[]) {
  const versions = plots.flatMap((plot) => (plot.records[table] ?? []).flat());
  const places = new Map(versions.map((version, at) => [version, at]));
  const at = (version: Version | undefined) => version && places.get(version);
  return {
    at,
    created: whens(versions.map((version) => version.created)),
    updated: whens(versions.map((version) => version.updated)),
    codes: choices.map(({ key, values }) =>
      Uint8Array.from(versions, ({ row }) => values.indexOf(row[key] ?? null)),
    ),
    /** By plot: the last version of each record. */
    last: plots.map((plot) =>
      Uint32Array.from(plot.records[table] ?? [], (record) => at(record.at(-1)) ?? 0),
    ),
  };
}

interface Choice {
  readonly key: string;
  readonly values: readonly Cell[];
}

/** In the order in which a list is sorted: nothing, then as text; suppliers by the length of their ids first. */
function choicesIn(plots: readonly Plot[], table: number): Choice[] {
  const found = CHOICES.map((key) => ({ key, values: new Set<Cell>() }));
  for (const version of plots.flatMap((plot) => (plot.records[table] ?? []).flat())) {
    for (const { key, values } of found)
      if (Object.hasOwn(version.row, key)) values.add(version.row[key] ?? null);
  }
  const rank = (cell: Cell) => (cell === null ? '' : String(cell));
  const compare = (a: Cell, b: Cell) => {
    const [x, y] = [rank(a), rank(b)];
    const isId = /^\d+$/.test(x) && /^\d+$/.test(y);
    return (isId ? x.length - y.length : 0) || (x < y ? -1 : x > y ? 1 : 0);
  };
  return found
    .filter(({ values }) => values.size > 0)
    .map(({ key, values }) => ({ key, values: [...values].sort(compare) }));
}

function momentColumn(seconds: Uint32Array): MomentColumn {
  let order: Uint32Array | undefined;
  return {
    kind: 'moment',
    places: new WeakMap(),
    seconds,
    order: () => {
      order ??= orderByValue(seconds);
      return order;
    },
  };
}

function choiceColumn(codes: Uint8Array, values: readonly Cell[]): ChoiceColumn {
  let order: Uint32Array | undefined;
  return {
    kind: 'choice',
    places: new WeakMap(),
    codes,
    values,
    order: () => {
      order ??= orderByCode(codes, values.length);
      return order;
    },
  };
}

function invoiceNumbers({ plan, table }: ColumnsPlan): Column {
  const { calendar, plots } = plan;
  const forms = new Map<string, NumberForm>();
  const numbers = plots.map((plot) => (plot.records[table] ?? []).map((record) => numberIn(plot, record)));
  const textIn = (story: number, n: number): string => {
    const plotAt = calendar.plotOf[story] ?? 0;
    const plot = plots[plotAt];
    const number = numbers[plotAt]?.[n];
    if (!plot || !number) return '';
    const second = calendar.second[story] ?? 0;
    const shift = { seconds: second - plot.second, days: Math.floor(second / 86_400) - plot.day };
    return printNumber(number, calendar.running[story] ?? 0, shift, forms);
  };
  const starts = calendar.starts[table] ?? new Uint32Array(1);
  const textAt = (position: number) => {
    const story = storyAt(calendar, table, position);
    return textIn(story, position - (starts[story] ?? 0));
  };
  return textColumn(starts[calendar.stories] ?? 0, textAt, (take) => {
    for (let story = 0; story < calendar.stories; story += 1) {
      const [from = 0, to = 0] = [starts[story], starts[story + 1]];
      for (let position = from; position < to; position += 1) take(position, textIn(story, position - from));
    }
  });
}

const numberIn = (plot: Plot, record: readonly Version[]) => {
  const recipe = record[0]?.cells.find(([key]) => key === 'invoice-number')?.[1];
  return recipe?.kind === 'number' ? plot.numbers[recipe.at] : undefined;
};

function textColumn(
  size: number,
  textAt: (position: number) => string,
  walkTexts: (take: (position: number, text: string) => void) => void,
): Column {
  const sorted = sortTexts(size, walkTexts);
  return {
    kind: 'text',
    places: new WeakMap(),
    textAt,
    find: (text) => {
      const lower = text.toLowerCase();
      return sorted.find(text).filter((position) => textAt(position).toLowerCase() === lower);
    },
    order: () => sorted.order,
  };
}

/** An order's number is its id. */
function orderNumbers({ plan, table, idAt, placeOf }: ColumnsPlan): Column {
  const size = plan.calendar.starts[table]?.[plan.calendar.stories] ?? 0;
  let order: Uint32Array | undefined;
  return {
    kind: 'text',
    places: new WeakMap(),
    textAt: idAt,
    find: (text) => {
      const place = placeOf(text);
      return place >= 0 && place < size ? [place] : [];
    },
    order: () => {
      order ??= orderOfIds(size, idAt);
      return order;
    },
  };
}
