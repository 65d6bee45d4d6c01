/** Nobody is kept waiting longer on Coupa's word; what asks for more is asked again after this. */
export const RETRY_AFTER_MS_MAX = 120_000;

/**
 * How long Coupa asks us to wait. Coupa documents no such header, so it may be seconds, a date, absent, or absurd.
 * A date is read against the answer's own `Date`, since our clock and theirs need not agree.
 * @returns 0 to 120,000 ms; undefined when nothing usable was said.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string | undefined>>,
  now: Date,
): number | undefined {
  const said = headers['retry-after']?.trim();
  if (said === undefined || said === '') return undefined;
  if (/^\d{1,15}(\.\d+)?$/.test(said)) return Math.min(Math.ceil(Number(said) * 1000), RETRY_AFTER_MS_MAX);
  // The engine makes a date of nearly anything (`-5` is one); HTTP dates begin with the name of a day.
  const until = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(said) ? Date.parse(said) : Number.NaN;
  if (Number.isNaN(until)) return undefined;
  const theirNow = Date.parse(headers.date ?? '');
  const wait = until - (Number.isNaN(theirNow) ? now.getTime() : theirNow);
  return Math.min(Math.max(0, wait), RETRY_AFTER_MS_MAX);
}
