import { describe, expect, it } from 'vitest';
import { ACT_TIMINGS } from '#engine/act.ts';
import { readTimings } from './timings.ts';

describe('timings', () => {
  it('are those of the write door when nothing is said', () => {
    expect(readTimings(undefined).act).toEqual(ACT_TIMINGS);
    expect(readTimings('')).toEqual(readTimings(undefined));
  });

  it('change what is named and nothing else', () => {
    const timings = readTimings('leaseMs=2500, pollLeaseMs=900');
    expect(timings.act).toEqual({ ...ACT_TIMINGS, leaseMs: 2_500 });
    expect(timings.pollLeaseMs).toBe(900);
  });

  it.each([
    'leaseMs',
    'leaseMs=',
    'leaseMs=0',
    'leaseMs=-1',
    'leaseMs=1e9',
    'leaseMs=1.5',
    'lease=1',
    '__proto__=1',
  ])('refuse "%s"', (text) => {
    expect(() => readTimings(text)).toThrow(`found "${text}"`);
  });
});
