const DAY_MS = 86_400_000;

/** A calendar day as an instant that no time zone can move to another day; undefined when the text is no day. */
function dayOf(date: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const day = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? undefined : day;
}

/** `16 Nov 2026`, in the order of the locale. */
export function formatDate(date: string, locale?: string): string {
  const day = dayOf(date);
  if (day === undefined) return date;
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(day);
}

/** `16 Nov` in lists; with the year when it is not the present one. */
export function formatShortDate(date: string, now: Date, locale?: string): string {
  const day = dayOf(date);
  if (day === undefined) return date;
  if (day.getUTCFullYear() !== now.getFullYear()) return formatDate(date, locale);
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(day);
}

/** `16 Nov`, for a narrow column that names another year on its second line. */
export function formatDayMonth(date: string, locale?: string): string {
  const day = dayOf(date);
  if (day === undefined) return date;
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(day);
}

/** The year as text when it is not the present one, else empty. */
export function otherYear(date: string, now: Date): string {
  const day = dayOf(date);
  return day === undefined || day.getUTCFullYear() === now.getFullYear() ? '' : String(day.getUTCFullYear());
}

/** `Thu 26 Nov`. */
export function formatWeekday(date: string, locale?: string): string {
  const day = dayOf(date);
  if (day === undefined) return date;
  const format = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale, format).format(day).replace(',', '');
}

function startOfDay(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

/** `today 09:41`, `yesterday 16:20`, `17 Nov 08:12`, with the year when it is not the present one. */
export function formatMoment(iso: string, now: Date, locale?: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(moment);
  const daysAgo = Math.round((startOfDay(now) - startOfDay(moment)) / DAY_MS);
  if (daysAgo === 0) return `today ${time}`;
  if (daysAgo === 1) return `yesterday ${time}`;
  const year = moment.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...year }).format(moment);
  return `${date} ${time}`;
}

/** The whole moment, for hover and for proof: `20 Nov 2026, 09:44:12 CET`. */
export function formatExact(iso: string, locale?: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(moment);
}

/** `09:41 CET`: once per page, so that a reader knows the zone of every other time on it. */
export function formatTimeWithZone(iso: string, locale?: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const format = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' } as const;
  return new Intl.DateTimeFormat(locale, format).format(moment);
}

/** `40 s`, `2 min`, `2 h 31 min`, `1.4 days`. */
export function formatDuration(seconds: number, locale?: string): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(whole / (DAY_MS / 1000));
  return `${days} ${days === '1' ? 'day' : 'days'}`;
}

/** `in 6 days`, `tomorrow`, `today`, `3 days ago`. */
export function formatDaysLeft(days: number): string {
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}
