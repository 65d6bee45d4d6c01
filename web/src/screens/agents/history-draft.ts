import { fractionOf, percentOf } from '../../ui/format/decimal-text.ts';

/** From when on what people decided before is told as a reason, as a person fills it in; shares in percent. */
export interface HistoryDraft {
  readonly casesMin: string;
  readonly sharePercent: string;
  readonly ratePercent: string;
  readonly amountMax: string;
  readonly yearlyAmountMax: string;
}

export type HistoryFaults = Readonly<Partial<Record<keyof HistoryDraft, string>>>;

const CASES_MIN = 2;
const CASES_MAX = 100;

/** @returns undefined where the agent has no such settings. */
export function toHistoryDraft(found: unknown): HistoryDraft | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  const { casesMin, shareMin, rateMax, amountMax, yearlyAmountMax } = found as Readonly<
    Record<string, unknown>
  >;
  return {
    casesMin: String(casesMin),
    sharePercent: percentOf(String(shareMin)),
    ratePercent: percentOf(String(rateMax)),
    amountMax: String(amountMax),
    yearlyAmountMax: String(yearlyAmountMax),
  };
}

/** What is wrong, by field, in words. */
export function historyFaults(draft: HistoryDraft): HistoryFaults {
  const faults: Partial<Record<keyof HistoryDraft, string>> = {};
  const cases = /^\d{1,3}$/.test(draft.casesMin) ? Number(draft.casesMin) : 0;
  if (cases < CASES_MIN || cases > CASES_MAX)
    faults.casesMin = `Write a whole number from ${CASES_MIN} to ${CASES_MAX}.`;
  for (const field of ['sharePercent', 'ratePercent'] as const) {
    if (!/^(?:100|\d{1,2}(?:\.\d{1,2})?)$/.test(draft[field]))
      faults[field] = 'Write a percentage from 0 to 100, such as 80.';
  }
  for (const field of ['amountMax', 'yearlyAmountMax'] as const) {
    if (!/^\d{1,12}(?:\.\d{1,4})?$/.test(draft[field])) faults[field] = 'Write an amount such as 250.00.';
  }
  return faults;
}

/** As the agent keeps it. */
export function fromHistoryDraft(draft: HistoryDraft): Readonly<Record<string, unknown>> {
  return {
    casesMin: Number(draft.casesMin),
    shareMin: fractionOf(draft.sharePercent),
    rateMax: fractionOf(draft.ratePercent),
    amountMax: draft.amountMax,
    yearlyAmountMax: draft.yearlyAmountMax,
  };
}
