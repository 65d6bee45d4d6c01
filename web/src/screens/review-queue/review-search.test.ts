import { describe, expect, it } from 'vitest';
import { narrowing, toFilter, viewOf } from './review-search.ts';

describe('the queue’s address', () => {
  it('asks the server for what narrows and orders the list', () => {
    expect(toFilter({ view: 'cause', cause: 'PRICE_OVER', assignee: 'me' })).toEqual({
      cause: 'PRICE_OVER',
      assignee: 'me',
      state: 'open',
      sort: 'cause',
    });
  });

  it('gives the same question wherever the cursor is', () => {
    expect(toFilter({ cause: 'X', at: '1', panel: 'off' })).toEqual(toFilter({ cause: 'X', at: '2' }));
  });

  it('falls back to what exists when it was typed wrong', () => {
    expect(viewOf({ view: 'luck' })).toBe('clock');
    expect(toFilter({ state: 'burnt' }).state).toBe('open');
  });

  it('counts an amount with its currency as one filter', () => {
    expect(narrowing({ currency: 'EUR', min: '1', max: '2', view: 'cause' })).toBe(1);
    expect(narrowing({})).toBe(0);
  });
});
