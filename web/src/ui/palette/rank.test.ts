import { describe, expect, it } from 'vitest';
import { rank } from './rank.ts';

const entries = ['Go to Review queue', 'Go to Audit', 'Verify the audit trail', 'Stop all writing'].map(
  (words) => ({ words }),
);
const words = (typed: string) => rank(entries, typed).map((entry) => entry.words);

describe('what was typed', () => {
  it('finds words in any order and any case', () => {
    expect(words('QUEUE go')).toEqual(['Go to Review queue']);
  });

  it('puts the start of a word before its middle', () => {
    expect(words('ri')).toEqual(['Verify the audit trail', 'Stop all writing']);
    expect(words('au')).toEqual(['Go to Audit', 'Verify the audit trail']);
  });

  it('leaves everything in its order when nothing was typed', () => {
    expect(words('  ')).toHaveLength(entries.length);
  });

  it('finds nothing rather than something near', () => {
    expect(words('treasury')).toEqual([]);
  });
});
