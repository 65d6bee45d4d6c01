// A story told once, with everything marked that its retellings have otherwise.
import { dayOf } from '../../moment.ts';
import { type Row, textOf } from '../../row.ts';
import type { Effect } from '../../state.ts';
import { invoiceNumber, rekeyedNumber } from '../plan.ts';
import type { Truth } from '../truth.ts';
import {
  firstMark,
  type Marks,
  type PlotNumber,
  RECORD_TABLES,
  type Recipe,
  recipeOf,
} from './retold-cell.ts';
import { secondOf, type When, whenOf } from './when.ts';

/** What one transaction left of a record. */
export interface Version {
  readonly at: When;
  readonly row: Row;
  /** The cells that each retelling has otherwise. */
  readonly cells: readonly (readonly [key: string, recipe: Recipe])[];
  readonly created: When;
  readonly updated: When;
}

export interface Plot {
  /** When its last invoice came in: the retelling's moment stands for it. */
  readonly second: number;
  readonly day: number;
  /** Seconds after that until nothing happens any more. */
  readonly tail: number;
  /** By table: each record with its versions in the order of telling. */
  readonly records: readonly (readonly (readonly Version[])[])[];
  readonly numbers: readonly PlotNumber[];
  /** How many running numbers of its supplier it uses, and which supplier's. */
  readonly runnings: number;
  readonly supplier: number;
  /** By subject, such as `0:1` for the second invoice. */
  readonly history: ReadonlyMap<string, readonly PlotLine[]>;
  readonly truth: readonly PlotTruth[];
}

export interface PlotLine {
  readonly at: When;
  readonly who: string;
  readonly what: Recipe;
}

/** One thing known of an invoice, as a recipe for its object. */
export interface PlotTruth {
  readonly list: keyof Truth;
  readonly recipe: Recipe;
}

/** A story as the scratch company has it. */
export interface Told {
  readonly transactions: readonly { readonly at: string; readonly effect: Effect }[];
  readonly truth: Truth;
  /** Ids at which it began, by table. */
  readonly first: readonly number[];
  /** Number patterns of the suppliers, in their order. */
  readonly patterns: readonly string[];
}

/** First running number of a supplier in the scratch company: nine digits that tell whose it is. */
export const firstRunning = (supplier: number): number => 700_000_001 + supplier * 1_000_000;
const supplierOf = (running: number): number => Math.floor((running - 700_000_001) / 1_000_000);

/**
 * @returns undefined for the few stories that rest on the digits of a number, that more than one supplier counts, or that
 * leave more behind than records of their own, such as a contract.
 */
export function plotOf(told: Told): Plot | undefined {
  const versions = versionsOf(told);
  if (versions === undefined) return undefined;
  const invoices = (versions[0] ?? []).flatMap((record) => record[0]?.row ?? []);
  const numbers = numbersOf(invoices, told.patterns);
  if (numbers === undefined) return undefined;
  const suppliers = new Set(numbers.runnings.map(supplierOf));
  const isInARow = numbers.runnings.every((running, at) => running === (numbers.runnings[0] ?? 0) + at);
  if (suppliers.size > 1 || !isInARow) return undefined;
  const marks: Marks = { first: told.first, numbers: numbers.list, known: new Map() };
  const records = versions.map((table) =>
    table.map((record) => record.map(({ at, row }) => markVersion(at, row, marks))),
  );
  const lastInvoice = Math.max(...invoices.map((row) => secondOf(textOf(row, 'created-at'))));
  const lastMoment = Math.max(...told.transactions.map(({ at }) => secondOf(at)));
  return {
    second: lastInvoice,
    day: Math.floor(lastInvoice / 86_400),
    tail: lastMoment - lastInvoice + 86_400,
    records,
    numbers: numbers.list,
    runnings: numbers.runnings.length,
    supplier: [...suppliers][0] ?? 0,
    history: historyOf(told, marks),
    truth: truthOf(told.truth, marks),
  };
}

interface Raw {
  readonly at: string;
  readonly row: Row;
}

function versionsOf({ transactions, first }: Told): Raw[][][] | undefined {
  const tables: Raw[][][] = RECORD_TABLES.map(() => []);
  for (const { at, effect } of transactions) {
    for (const [name, row] of effect.rows) {
      const table = (RECORD_TABLES as readonly string[]).indexOf(name);
      // The running number of a supplier moves on, which the calendar sees to.
      if (name === 'suppliers') continue;
      if (table < 0) return undefined;
      const n = Number(row.id) - (first[table] ?? 0);
      tables[table] ??= [];
      tables[table][n] ??= [];
      const record = tables[table][n];
      if (record.at(-1)?.at === at) record.pop();
      record.push({ at, row });
    }
  }
  return tables;
}

function markVersion(at: string, row: Row, marks: Marks): Version {
  const cells: [string, Recipe][] = [];
  for (const key in row) {
    const recipe = recipeOf(row[key], marks);
    if (recipe) cells.push([key, recipe]);
  }
  return { at: when(at), row, cells, created: when(row['created-at']), updated: when(row['updated-at']) };
}

const whens = new Map<unknown, When>();

/** The moments of a story come again in all of its rows. */
function when(moment: unknown): When {
  const known = whens.get(moment);
  if (known) return known;
  if (whens.size > 1_000) whens.clear();
  const made = whenOf(String(moment));
  whens.set(moment, made);
  return made;
}

/** Every number that an invoice bears; undefined when one of them is neither a running number nor one keyed otherwise. */
function numbersOf(invoices: readonly Row[], patterns: readonly string[]) {
  const list: PlotNumber[] = [];
  const runnings: number[] = [];
  const days = invoices.map((row) => textOf(row, 'created-at'));
  for (const row of invoices) {
    const text = textOf(row, 'invoice-number');
    if (text === '' || list.some((known) => known.text === text)) continue;
    const original = list.find((known) => rekeyedNumber(known.text) === text);
    if (original) {
      list.push({ ...original, text, isRekeyed: true });
      continue;
    }
    const found = runningIn(text, days, patterns);
    if (found === undefined) return undefined;
    if (!runnings.includes(found.running)) runnings.push(found.running);
    list.push({ ...found, text, running: runnings.indexOf(found.running), isRekeyed: false });
  }
  // Where one number holds another, the longer is looked for first.
  list.sort((a, b) => b.text.length - a.text.length);
  return { list, runnings };
}

function runningIn(text: string, days: readonly string[], patterns: readonly string[]) {
  const running = Number(/7\d{8}/.exec(text)?.[0]);
  const pattern = patterns[supplierOf(running)];
  if (pattern === undefined) return undefined;
  // The year and the month of a retelling are reckoned from its day in UTC.
  const day = days.find(
    (moment) =>
      invoiceNumber(pattern, running, dayOf(moment)) === text && dayOf(moment) === moment.slice(0, 10),
  );
  return day === undefined ? undefined : { pattern, running, when: whenOf(day) };
}

function historyOf({ transactions }: Told, marks: Marks): Map<string, PlotLine[]> {
  const lines = new Map<string, PlotLine[]>();
  for (const [subject, { at, who, what }] of transactions.flatMap(({ effect }) => effect.history)) {
    const [name = '', id] = subject.split(':');
    const table = (RECORD_TABLES as readonly string[]).indexOf(name);
    const key = `${table}:${Number(id) - (marks.first[table] ?? 0)}`;
    const recipe = recipeOf(what, marks) ?? { kind: 'same' as const, cell: what };
    const known = lines.get(key);
    const line = { at: whenOf(at), who, what: recipe };
    if (known) known.push(line);
    else lines.set(key, [line]);
  }
  return lines;
}

function truthOf(truth: Truth, marks: Marks): PlotTruth[] {
  return (['faults', 'assignments', 'controls'] as const).flatMap((list) =>
    truth[list].flatMap((known) => {
      // Plain texts, numbers and lists of ids, as a row has them.
      const recipe = recipeOf({ ...known } as never, marks);
      return recipe ? [{ list, recipe }] : [];
    }),
  );
}

/** Ids at which the first story of a scratch company begins. */
export const FIRST_MARKS: readonly number[] = RECORD_TABLES.map((_, table) => firstMark(table));
