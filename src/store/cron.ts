import { InputError } from '#kernel/errors.ts';

/** The five fields of a cron line, each as the set of values it admits. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly daysOfWeek: ReadonlySet<number>;
  /** Cron's old rule: where both days are restricted, either one is enough. */
  readonly isEitherDay: boolean;
}

/**
 * Reads a cron line of five fields: numbers, `*`, ranges, lists and steps. Sunday is 0 or 7.
 * @throws InputError naming the field.
 */
export function readCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) throw new InputError(`Expected five fields in the cron line "${text}".`);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  return {
    minutes: readField(minute, 0, 59),
    hours: readField(hour, 0, 23),
    daysOfMonth: readField(day, 1, 31),
    months: readField(month, 1, 12),
    daysOfWeek: new Set([...readField(weekday, 0, 7)].map((value) => value % 7)),
    isEitherDay: day !== '*' && weekday !== '*',
  };
}

/** Whether the line admits the minute this instant lies in, in UTC. */
export function cronAdmits(cron: Cron, instant: Date): boolean {
  const onDay = cron.daysOfMonth.has(instant.getUTCDate());
  const onWeekday = cron.daysOfWeek.has(instant.getUTCDay());
  return (
    cron.minutes.has(instant.getUTCMinutes()) &&
    cron.hours.has(instant.getUTCHours()) &&
    cron.months.has(instant.getUTCMonth() + 1) &&
    (cron.isEitherDay ? onDay || onWeekday : onDay && onWeekday)
  );
}

function readField(text: string, lowest: number, highest: number): Set<number> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    const [, first, last, step] = match ?? [];
    const from = first === undefined ? lowest : Number(first);
    const single = step === undefined ? from : highest;
    const to = first === undefined ? highest : last === undefined ? single : Number(last);
    const by = Number(step ?? 1);
    if (match === null || from < lowest || to > highest || from > to || by < 1) {
      throw new InputError(`Expected ${lowest} to ${highest} in a cron line, found "${part}".`);
    }
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}
