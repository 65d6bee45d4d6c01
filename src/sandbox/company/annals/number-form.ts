import { dayText } from './when.ts';

/** Prints a running number in a supplier's pattern; `invoiceNumber` for very many. @param day days since 1970 */
export type NumberForm = (running: number, day: number) => string;

export function numberForm(pattern: string): NumberForm {
  const parts = pattern.match(/#+|YYYY|YY|MM|[^#YM]+|[YM]/g) ?? [];
  return (running, day) => {
    const date = dayText(day);
    let text = '';
    for (const part of parts) {
      if (part[0] === '#') text += String(running).padStart(part.length, '0');
      else if (part === 'YYYY') text += date.slice(0, 4);
      else if (part === 'YY') text += date.slice(2, 4);
      else if (part === 'MM') text += date.slice(5, 7);
      else text += part;
    }
    return text;
  };
}

/** How many places the pattern has for the running number at least. */
export const placesOfRunning = (pattern: string): number => /#+/.exec(pattern)?.[0].length ?? 0;
