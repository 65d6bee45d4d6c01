import { describe, expect, it } from 'vitest';
import { factsOf, kindWords, textAt } from './entry-words.ts';

describe('the facts of an entry', () => {
  it('are its data and whatever else its body holds, without what stands elsewhere on the page', () => {
    const facts = factsOf({
      seq: '7',
      at: '2026-11-20T09:00:00Z',
      text: 'Maya approved.',
      who: { name: 'Maya' },
      data: { decision: 'approve', commands: ['cmd_1'], policyVersion: 3 },
      key: 'a7',
    });
    expect(facts).toEqual([
      { name: 'Decision', text: 'approve' },
      { name: 'Commands', text: '[\n "cmd_1"\n]' },
      { name: 'Policy version', text: '3' },
      { name: 'Key', text: 'a7' },
    ]);
  });

  it('leave nothing out because of its shape', () => {
    expect(factsOf({ data: ['a'] })).toEqual([{ name: 'Data', text: '[\n "a"\n]' }]);
    expect(factsOf({ note: null })).toEqual([{ name: 'Note', text: 'null' }]);
  });
});

describe('a text in an entry', () => {
  it('is found whatever the shape', () => {
    expect(textAt({ who: { name: 'Maya' } }, 'who', 'name')).toBe('Maya');
    expect(textAt({ who: 'Maya' }, 'who', 'name')).toBeUndefined();
    expect(textAt(null, 'who')).toBeUndefined();
  });
});

describe('the kind of an entry', () => {
  it.each([
    ['approval_decided', 'Approval decided'],
    ['people.sign_in', 'People sign in'],
  ])('%s reads %s', (what, words) => {
    expect(kindWords(what)).toBe(words);
  });
});
