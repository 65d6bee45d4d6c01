import type { MadeTable } from '../../made-rows.ts';
import { readMoment } from '../../moment.ts';
import { Refusal } from '../../refusal.ts';
import type { Reader, Row } from '../../row.ts';
import { type Condition, compileConditions } from '../query.ts';

/** A condition judged by a position alone, without the row being made. */
export type QuickTest = (position: number) => boolean;

/** Undefined where the field is none of those that are held ready. */
export function quickTest(condition: Condition, made: MadeTable, reader: Reader): QuickTest | undefined {
  const [first, second] = condition.steps;
  if (!first) return undefined;
  const compiled = compileConditions([condition]);
  const test = (row: Row) => compiled(row, reader);
  if (first.key === 'id' && !second)
    return idTest(condition, made) ?? ((position) => test({ id: made.idAt(position) }));
  const column = made.column(first.key);
  switch (column?.kind) {
    case 'choice': {
      // What comes after the first step, a supplier's name for example, is judged once for each value.
      const judged = column.values.map((value) => test({ id: '', [first.key]: value }));
      return (position) => judged[column.codes[position] ?? 0] ?? false;
    }
    case 'text':
      return (position) => test({ id: '', [first.key]: column.textAt(position) });
    case 'moment':
      return momentTest(condition, column.seconds);
    default:
      return undefined;
  }
}

/** Ids are in the order of their positions. */
function idTest({ operator, value }: Condition, made: MadeTable): QuickTest | undefined {
  if (!/^\d+$/.test(value)) return undefined;
  const place = /[1-9]/.test(value) ? made.placeOf(value.replace(/^0+/, '')) : Number.NEGATIVE_INFINITY;
  switch (operator) {
    case 'gt':
    case 'lt':
    case 'gt_or_eq':
    case 'lt_or_eq':
    case 'not_eq':
      return compared(operator, place, (position) => position);
    default:
      return undefined;
  }
}

function momentTest({ operator, value }: Condition, seconds: Uint32Array): QuickTest {
  const second = (text: string): number => {
    const moment = readMoment(text, 'utc');
    if (moment === undefined) throw new Refusal(400, { base: [`Invalid query: ${text} is not a date`] });
    return Date.parse(moment) / 1000;
  };
  const at = (position: number) => seconds[position] ?? 0;
  const list = () => new Set(value.split(',').map((item) => second(item.trim())));
  switch (operator) {
    case 'exact':
    case 'gt':
    case 'lt':
    case 'gt_or_eq':
    case 'lt_or_eq':
    case 'not_eq':
      // An empty value asks for what is not there.
      return operator === 'exact' && value === '' ? () => false : compared(operator, second(value), at);
    case 'in': {
      const wanted = list();
      return (position) => wanted.has(at(position));
    }
    case 'not_in': {
      const unwanted = list();
      return (position) => !unwanted.has(at(position));
    }
    // Each of them has happened at some moment.
    case 'blank':
      return () => value === 'false';
    default:
      return () => false;
  }
}

function compared(
  operator: 'exact' | 'gt' | 'lt' | 'gt_or_eq' | 'lt_or_eq' | 'not_eq',
  wanted: number,
  at: (position: number) => number,
): QuickTest {
  switch (operator) {
    case 'exact':
      return (position) => at(position) === wanted;
    case 'not_eq':
      return (position) => at(position) !== wanted;
    case 'gt':
      return (position) => at(position) > wanted;
    case 'lt':
      return (position) => at(position) < wanted;
    case 'gt_or_eq':
      return (position) => at(position) >= wanted;
    case 'lt_or_eq':
      return (position) => at(position) <= wanted;
  }
}
