import { describe, expect, it } from 'vitest';
import type { Finding } from '../../api/contract.ts';
import { cellMark, findingNote } from './line-cells.ts';

const finding = (more: Partial<Finding>): Finding => ({
  code: 'PRICE_OVER',
  title: 'Price over order',
  text: '',
  limit: null,
  tolerated: false,
  cells: ['price'],
  ...more,
});

describe('a cell', () => {
  it('is red when one of its findings needs a decision, though another is tolerated', () => {
    expect(cellMark([finding({ tolerated: true }), finding({})], 'price')).toBe('exception');
  });

  it('is teal when all of its findings are tolerated', () => {
    expect(cellMark([finding({ tolerated: true }), finding({ cells: ['quantity'] })], 'price')).toBe(
      'within',
    );
  });

  it('is plain when no finding is about it', () => {
    expect(cellMark([finding({})], 'quantity')).toBeUndefined();
  });
});

describe('the note under a finding', () => {
  it.each([
    [{ text: '+0.10, +0.8 %', limit: '2 % up to 50.00' }, '+0.10, +0.8 %, limit 2 % up to 50.00'],
    [{ text: '50 EA are billed without a receipt.', limit: null }, '50 EA are billed without a receipt.'],
    [
      { text: '50 EA are billed without a receipt.', limit: '0' },
      '50 EA are billed without a receipt. Limit 0.',
    ],
    [{ text: '', limit: '50.00' }, 'limit 50.00'],
  ])('%j → %s', (given, note) => {
    expect(findingNote(finding(given))).toBe(note);
  });
});
