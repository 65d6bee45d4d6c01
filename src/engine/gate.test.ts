import { describe, expect, it } from 'vitest';
import { type AutonomyPolicy, gate } from './gate.ts';
import type { Autonomy } from './shapes/agent.ts';
import type { Proposal } from './shapes/proposal.ts';

const policy: AutonomyPolicy = {
  mode: 'autonomous',
  exposureMax: { EUR: '5000', JPY: '0' },
  atRiskRateMax: '0.10',
  probabilityMin: '0.95',
  allowsNewSupplier: false,
  allowsIrreversible: true,
  commands: ['invoice.submit', 'comment.add'],
};
const proposal: Proposal = {
  headline: 'Submit for approval',
  verdict: 'matched',
  commands: [{ kind: 'invoice.submit', invoiceId: '7' }],
  tasks: [],
  certainty: { basis: 'rule' },
  exposure: { amount: '5000', currency: 'EUR' },
  isNewSupplier: false,
  isReversible: true,
  reasons: [],
  counterfactuals: [],
};
const task = { title: 'Release it', steps: [], record: 'invoice/7', closesWhenStatus: ['approved'] };
const estimate = (probability: string) => ({ basis: 'estimate', probability, calibratedOn: 'q3' }) as const;
const eur = (amount: string) => ({ amount, currency: 'EUR' });

describe('gate', () => {
  it.each<[string, Partial<Proposal>, Partial<AutonomyPolicy>, Autonomy, string]>([
    ['acts when everything is inside the policy', {}, {}, 'autonomous', 'act policy'],
    ['monitor only records', {}, { mode: 'monitor' }, 'autonomous', 'record_only monitor'],
    ['assisted asks', {}, { mode: 'assisted' }, 'autonomous', 'ask assisted'],
    ['the agent’s ceiling wins over the policy', {}, {}, 'assisted', 'ask assisted'],
    ['a policy below the ceiling wins as well', {}, { mode: 'monitor' }, 'assisted', 'record_only monitor'],
    ['nothing to do is only recorded', { commands: [] }, {}, 'autonomous', 'record_only nothing_to_do'],
    [
      'a task alone goes to a person at once',
      { commands: [], tasks: [task] },
      { mode: 'assisted' },
      'autonomous',
      'act task_only',
    ],
    [
      'monitor opens no task',
      { commands: [], tasks: [task] },
      { mode: 'monitor' },
      'autonomous',
      'record_only monitor',
    ],
    [
      'a command the policy does not name asks',
      {},
      { commands: ['comment.add'] },
      'autonomous',
      'ask command',
    ],
    ['an empty list of commands lets nothing pass', {}, { commands: [] }, 'autonomous', 'ask command'],
    ['an estimate at the threshold passes', { certainty: estimate('0.95') }, {}, 'autonomous', 'act policy'],
    ['an estimate just below asks', { certainty: estimate('0.949999') }, {}, 'autonomous', 'ask certainty'],
    [
      'no way back asks unless the policy allows it',
      { isReversible: false },
      { allowsIrreversible: false },
      'autonomous',
      'ask irreversible',
    ],
    [
      'no way back passes where the policy allows it',
      { isReversible: false },
      {},
      'autonomous',
      'act policy',
    ],
    ['a new supplier asks', { isNewSupplier: true }, {}, 'autonomous', 'ask new_supplier'],
    [
      'a new supplier passes where allowed',
      { isNewSupplier: true },
      { allowsNewSupplier: true },
      'autonomous',
      'act policy',
    ],
    ['a cent over the limit asks', { exposure: eur('5000.01') }, {}, 'autonomous', 'ask exposure'],
    [
      'a large credit is as large as an invoice',
      { exposure: eur('-5000.01') },
      {},
      'autonomous',
      'ask exposure',
    ],
    [
      'a currency without a limit is unknown',
      { exposure: { amount: '1', currency: 'GBP' } },
      {},
      'autonomous',
      'ask exposure_unknown',
    ],
    [
      'a limit of zero means zero',
      { exposure: { amount: '1', currency: 'JPY' } },
      {},
      'autonomous',
      'ask exposure',
    ],
    ['ten percent in doubt passes', { atRisk: eur('500') }, {}, 'autonomous', 'act policy'],
    ['a cent more than ten percent asks', { atRisk: eur('500.01') }, {}, 'autonomous', 'ask at_risk'],
    [
      'doubt in another currency is unknown',
      { atRisk: { amount: '1', currency: 'USD' } },
      {},
      'autonomous',
      'ask exposure_unknown',
    ],
  ])('%s', (_case, change, policyChange, ceiling, expected) => {
    const ruling = gate({ ...proposal, ...change }, { ...policy, ...policyChange }, ceiling);
    expect(`${ruling.ruling} ${ruling.because}`).toBe(expected);
  });

  it('counts an unknown exposure as too much', () => {
    const { exposure: _unknown, ...rest } = proposal;
    expect(gate(rest, policy, 'autonomous')).toEqual({ ruling: 'ask', because: 'exposure_unknown' });
  });
});
