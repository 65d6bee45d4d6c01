import { expect, it } from 'vitest';
import { type DecisionFacts, mayDecide } from './may-decide.ts';

const facts: DecisionFacts = {
  personId: 'per_1',
  coupaUserId: '7',
  askedByIds: ['8'],
  editedByIds: ['9'],
  policyChangedByIds: ['per_2'],
};

it.each<[string, Partial<DecisionFacts>, string]>([
  ['a stranger to the purchase may decide', {}, 'ok'],
  ['who asked for it may not', { askedByIds: ['8', '7'] }, 'own_request'],
  ['who edited it last may not', { editedByIds: ['7'] }, 'own_edit'],
  ['who changed the policy since may not', { policyChangedByIds: ['per_1'] }, 'own_policy'],
  ['asking weighs before editing', { askedByIds: ['7'], editedByIds: ['7'] }, 'own_request'],
  ['somebody who is no Coupa user asked for nothing', { coupaUserId: undefined, askedByIds: ['7'] }, 'ok'],
  [
    'but may have changed the policy',
    { coupaUserId: undefined, policyChangedByIds: ['per_1'] },
    'own_policy',
  ],
])('%s', (_case, change, expected) => {
  const answer = mayDecide({ ...facts, ...change });
  expect(answer.ok ? 'ok' : answer.code).toBe(expected);
});

it('never lets one of the three through, in any combination', () => {
  for (let bits = 0; bits < 8; bits += 1) {
    const answer = mayDecide({
      ...facts,
      askedByIds: bits & 1 ? ['7'] : [],
      editedByIds: bits & 2 ? ['7'] : [],
      policyChangedByIds: bits & 4 ? ['per_1'] : [],
    });
    expect(answer.ok).toBe(bits === 0);
  }
});
