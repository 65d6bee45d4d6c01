import { dayText } from './when.ts';

/** Prints a running number in a supplier's pattern; `invoiceNumber` for very many. @param day days since 1970 */
export type NumberForm = (running: number, day: number) => string;

export function numberForm(pattern: string): NumberForm {
  const places = placesOfRunning(pattern);
  const [before = '', after = ''] = pattern.split(/#+/);
  const dated = (text: string, day: string) =>
    text.replace('YYYY', day.slice(0, 4)).replace('YY', day.slice(2, 4)).replace('MM', day.slice(5, 7));
  // What stands around the running number is the same for a month.
  const around = new Map<string, readonly [string, string]>();
  let [lastDay, prefix, suffix] = [-1, '', ''];
  return (running, day) => {
    if (day !== lastDay) {
      const text = dayText(day);
      const month = text.slice(0, 7);
      const known = around.get(month) ?? [dated(before, text), dated(after, text)];
      around.set(month, known);
      [prefix, suffix] = known;
      lastDay = day;
    }
    const digits = String(running);
    return prefix + (digits.length < places ? digits.padStart(places, '0') : digits) + suffix;
  };
}

/** How many places the pattern has for the running number at least. */
export const placesOfRunning = (pattern: string): number => /#+/.exec(pattern)?.[0].length ?? 0;
