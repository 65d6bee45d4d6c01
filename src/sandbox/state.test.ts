import { describe, expect, it } from 'vitest';
import { createState, type Effect } from './state.ts';

const by = { now: '2026-03-18T10:00:00Z', actor: '1' };

describe('a transaction', () => {
  it('that throws leaves rows, indexes and history as they were', () => {
    const state = createState();
    state.transact(by, (work) => work.insert('comments', { 'commentable-id': '7', comments: 'first' }));
    expect(() =>
      state.transact(by, (work) => {
        work.insert('comments', { 'commentable-id': '7' });
        work.change('comments', '1', { comments: 'changed' });
        work.note('invoices:7', 'commented');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(state.get('comments', '1')?.comments).toBe('first');
    expect(state.indexed('comments', 'commentable-id', '7')).toEqual(['1']);
    expect(state.history('invoices:7')).toEqual([]);
  });

  it('that changes a row moves its time, also when it is given the whole row as it was', () => {
    const state = createState();
    const row = state.transact(by, (work) => work.insert('invoices', { status: 'draft' }));
    const later = { now: '2026-03-19T10:00:00Z', actor: '2' };
    state.transact(later, (work) => work.change('invoices', row.id, { ...row, status: 'approved' }));
    expect(state.get('invoices', row.id)).toMatchObject({
      status: 'approved',
      'created-at': by.now,
      'updated-at': later.now,
      'updated-by': '2',
    });
  });

  it('whose journal cannot be written has not happened', () => {
    const state = createState();
    const disk = () => {
      throw new Error('ENOSPC');
    };
    expect(() => state.transact(by, (work) => work.insert('invoices', { status: 'draft' }), disk)).toThrow(
      'ENOSPC',
    );
    expect(state.count('invoices')).toBe(0);
  });

  it('can be done again from its effect', () => {
    const state = createState();
    const copy = createState();
    state.transact(
      by,
      (work) => {
        work.insert('invoices', { status: 'draft', supplier: '3' });
        work.note('invoices:1', 'created');
      },
      (effect) => copy.replay(JSON.parse(JSON.stringify(effect))),
    );
    expect(copy.get('invoices', '1')).toEqual(state.get('invoices', '1'));
    expect(copy.indexed('invoices', 'supplier', '3')).toEqual(['1']);
    expect(copy.history('invoices:1')).toEqual(state.history('invoices:1'));
    copy.transact(by, (work) => expect(work.insert('invoices', {}).id).toBe('2'));
  });

  it('stays out of sight of reads that look at the past', () => {
    let nowMs = 0;
    const state = createState(() => nowMs);
    state.transact(by, (work) => work.insert('invoices', { status: 'draft' }));
    nowMs = 1000;
    state.transact(by, (work) => work.change('invoices', '1', { status: 'approved' }));
    nowMs = 2000;
    state.transact(by, (work) => work.insert('invoices', { status: 'draft' }));
    const past = state.past(500);
    expect([...past.rows('invoices')].map((row) => row.status)).toEqual(['draft']);
    expect([...state.past(1500).rows('invoices')].map((row) => row.status)).toEqual(['approved']);
    expect([...state.past(2000).rows('invoices')]).toHaveLength(2);
  });
});

describe('a row that is removed', () => {
  const three = () => {
    let ms = 1000;
    const state = createState(() => ms);
    for (const comments of ['a', 'b', 'c'])
      state.transact(by, (work) => work.insert('comments', { 'commentable-id': '7', comments }));
    const later = () => {
      ms += 1000;
      return ms;
    };
    const ids = () => [...state.rows('comments')].map(({ id }) => id);
    return { state, later, ids };
  };

  it('is gone from its table and its indexes, and again when the effect is replayed', () => {
    const { state, ids } = three();
    const effects: Effect[] = [];
    state.transact(
      by,
      (work) => work.remove('comments', '2'),
      (effect) => effects.push(effect),
    );
    expect([ids(), state.indexed('comments', 'commentable-id', '7')]).toEqual([
      ['1', '3'],
      ['1', '3'],
    ]);
    const other = three();
    for (const effect of effects) other.state.replay(JSON.parse(JSON.stringify(effect)) as Effect);
    expect(other.ids()).toEqual(['1', '3']);
    expect(state.transact(by, (work) => work.insert('comments', {})).id).toBe('4');
  });

  it('is back in its place when the transaction fails', () => {
    const { state, ids } = three();
    expect(() =>
      state.transact(by, (work) => {
        work.remove('comments', '1');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(ids()).toEqual(['1', '2', '3']);
    expect(state.indexed('comments', 'commentable-id', '7')).toEqual(['1', '2', '3']);
  });

  it('is still seen by readers that lag', () => {
    const { state, later } = three();
    const then = later();
    later();
    state.transact(by, (work) => work.remove('comments', '2'));
    expect([...state.past(then).rows('comments')].map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(state.past(then).get('comments', '2')?.comments).toBe('b');
  });
});
