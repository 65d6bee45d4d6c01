import { describe, expect, it } from 'vitest';
import { midnight, readMoment, showMoment } from './moment.ts';

describe('moments of the tenant, Europe/Berlin', () => {
  it.each([
    ['2026-03-29T00:59:59Z', '2026-03-29T01:59:59+01:00'],
    ['2026-03-29T01:00:00Z', '2026-03-29T03:00:00+02:00'],
    ['2026-10-25T00:59:59Z', '2026-10-25T02:59:59+02:00'],
    ['2026-10-25T01:00:00Z', '2026-10-25T02:00:00+01:00'],
  ])('%s is shown as %s', (moment, shown) => {
    expect(showMoment(moment)).toBe(shown);
  });

  it('finds midnight on the days the clocks change', () => {
    for (const day of ['2026-03-29', '2026-10-25', '2026-07-01', '2026-01-01']) {
      expect(showMoment(midnight(day)).slice(0, 19)).toBe(`${day}T00:00:00`);
    }
  });

  it('reads a day as midnight UTC in queries and as the tenant’s midnight in documents', () => {
    expect(readMoment('2026-07-01', 'utc')).toBe('2026-07-01T00:00:00Z');
    expect(readMoment('2026-07-01', 'tenant')).toBe('2026-06-30T22:00:00Z');
    expect(readMoment('9/12/2019', 'utc')).toBe('2019-09-12T00:00:00Z');
    expect(readMoment('2026-07-01T08:00:00+02:00', 'utc')).toBe('2026-07-01T06:00:00Z');
    expect(readMoment('2026-07-01T08:00:00 02:00', 'utc')).toBe('2026-07-01T06:00:00Z');
  });

  it.each(['yesterday', '2026-13-01', '2026-07-01T99:00:00Z'])('does not read %s', (text) => {
    expect(readMoment(text, 'utc')).toBeUndefined();
  });
});
