import { describe, expect, it } from 'vitest';
import {
  formatDate,
  formatDayMonth,
  formatDaysLeft,
  formatDuration,
  formatExact,
  formatMoment,
  formatShortDate,
  formatWeekday,
  otherYear,
} from './dates.ts';

const EN = 'en-GB';
const NOW = new Date(2026, 10, 20, 10, 0);

describe('a calendar day', () => {
  it('is the same day in every time zone', () => {
    expect(formatDate('2026-11-16', EN)).toBe('16 Nov 2026');
    expect(formatWeekday('2026-11-26', EN)).toBe('Thu 26 Nov');
  });

  it('names the year only when it is another one', () => {
    expect(formatShortDate('2026-11-26', NOW, EN)).toBe('26 Nov');
    expect(formatShortDate('2027-01-02', NOW, EN)).toBe('2 Jan 2027');
  });

  it('can have its other year apart', () => {
    expect([formatDayMonth('2027-01-11', EN), otherYear('2027-01-11', NOW)]).toEqual(['11 Jan', '2027']);
    expect(otherYear('2026-12-31', NOW)).toBe('');
  });

  it.each(['', 'soon', '2026-13-45', '16.11.2026'])('is shown as it is when it is %j', (text) => {
    expect(formatDate(text, EN)).toBe(text);
  });
});

describe('a moment', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 41).toISOString();

  it('is today, yesterday, or its day', () => {
    expect(formatMoment(at(20, 9), NOW, EN)).toBe('today 09:41');
    expect(formatMoment(at(19, 23), NOW, EN)).toBe('yesterday 23:41');
    expect(formatMoment(at(17, 8), NOW, EN)).toBe('17 Nov 08:41');
    expect(formatMoment(new Date(2025, 10, 17, 8, 0).toISOString(), NOW, EN)).toBe('17 Nov 2025 08:00');
  });

  it('has seconds and a zone where it is exact', () => {
    expect(formatExact(at(20, 9), EN)).toMatch(/^20 Nov 2026, 09:41:00 \S+/);
    expect(formatExact('nonsense')).toBe('nonsense');
  });
});

describe('a duration', () => {
  it.each([
    [-4, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [9060, '2 h 31 min'],
    [86_400, '1 day'],
    [120_960, '1.4 days'],
  ])('%d seconds is %s', (seconds, words) => {
    expect(formatDuration(seconds, EN)).toBe(words);
  });
});

describe('days left', () => {
  it.each([
    [0, 'today'],
    [1, 'tomorrow'],
    [6, 'in 6 days'],
    [-1, 'yesterday'],
    [-3, '3 days ago'],
  ])('%d is %s', (days, words) => {
    expect(formatDaysLeft(days)).toBe(words);
  });
});
