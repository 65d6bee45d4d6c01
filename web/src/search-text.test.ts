import { describe, expect, it } from 'vitest';
import { parseSearch, pickSearch, stringifySearch } from './search-text.ts';

describe('the filters in an address', () => {
  it('come back as they went in, numbers and signs as text', () => {
    const search = { cause: 'PRICE_OVER', min: '0100.50', search: 'A & B = "C"', at: '9007199254740993' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it('leave out what is not set', () => {
    expect(stringifySearch({ cause: undefined, search: '' })).toBe('');
  });

  it('are only those a page knows', () => {
    expect(pickSearch({ cause: 'X', evil: '1', min: 7 }, ['cause', 'min'])).toEqual({ cause: 'X' });
  });
});
