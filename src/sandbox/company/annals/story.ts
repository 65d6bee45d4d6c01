import type { Row } from '../../row.ts';
import type { HistoryLine } from '../../state.ts';
import type { Calendar } from './calendar.ts';
import type { IdBlock } from './id-block.ts';
import { type NumberForm, numberForm } from './number-form.ts';
import type { Plot, Version } from './plot.ts';
import { numberText, type PlotNumber, type Retelling, retell } from './retold-cell.ts';
import { momentText, moved } from './when.ts';

export interface AnnalsPlan {
  readonly plots: readonly Plot[];
  readonly calendar: Calendar;
  /** By table: the id of the first record. */
  readonly firstIds: readonly string[];
  /** The company's present, in seconds. */
  readonly now: number;
}

/** A retelling with what it has made so far. */
export interface Story extends Retelling {
  readonly plot: Plot;
  readonly starts: readonly number[];
  /** Everything that happens in it has happened. */
  readonly isOver: boolean;
  readonly rows: Map<string, Row | undefined>;
}

export interface Telling {
  readonly plan: AnnalsPlan;
  readonly blocks: readonly IdBlock[];
  readonly forms: Map<string, NumberForm>;
}

export function beginStory(at: number, { plan, blocks, forms }: Telling): Story {
  const { calendar, plots, now } = plan;
  const plot = plots[calendar.plotOf[at] ?? 0];
  if (!plot) throw new RangeError(`Expected a story of the annals, got ${at}.`);
  const second = calendar.second[at] ?? 0;
  const shift = { seconds: second - plot.second, days: Math.floor(second / 86_400) - plot.day };
  const running = calendar.running[at] ?? 0;
  const starts = calendar.starts.map((table) => table[at] ?? 0);
  return {
    plot,
    shift,
    starts,
    isOver: second + plot.tail <= now,
    rows: new Map(),
    idOf: (table, n) => blocks[table]?.idAt((starts[table] ?? 0) + n) ?? '',
    numberAt: (index) => {
      const number = plot.numbers[index];
      return number ? printNumber(number, running, shift, forms) : '';
    },
  };
}

/** The number as this retelling's supplier counts it, with the year and month of its day. */
export function printNumber(
  number: PlotNumber,
  first: number,
  shift: Retelling['shift'],
  forms: Map<string, NumberForm>,
): string {
  const known = forms.get(number.pattern);
  const form = known ?? numberForm(number.pattern);
  if (!known) forms.set(number.pattern, form);
  const day = Math.floor(moved(number.when, shift) / 86_400);
  return numberText(number, form(first + number.running, day));
}

/** What was last told of a record by the present; undefined where it is still to come. */
export function versionOf(record: readonly Version[], story: Pick<Story, 'shift' | 'isOver'>, now: number) {
  if (story.isOver) return record.at(-1);
  return record.findLast((version) => moved(version.at, story.shift) <= now);
}

/** The record as the plot has it, with this retelling's ids, numbers and moments. */
export function tell(version: Version, story: Story): Row {
  const row = { ...version.row } as { [key: string]: Row[string] } & { id: string };
  for (const [key, recipe] of version.cells) row[key] = retell(recipe, story);
  return row;
}

/** The same record, of which each cell is told when it is read. */
export function viewOf(version: Version, story: Story): Row {
  return new Proxy(version.row, {
    get: (row, key) => {
      const recipe = version.cells.find(([cell]) => cell === key)?.[1];
      return recipe ? retell(recipe, story) : row[String(key)];
    },
  });
}

export function historyOf(story: Story, key: string, now: number): HistoryLine[] {
  return (story.plot.history.get(key) ?? []).flatMap(({ at, who, what }) => {
    const second = moved(at, story.shift);
    return second <= now ? [{ at: momentText(second), who, what: String(retell(what, story)) }] : [];
  });
}
