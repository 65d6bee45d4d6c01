import { type AutonomyPolicy, gate } from '#engine/gate.ts';
import type { Autonomy } from '#engine/shapes/agent.ts';
import type { CommandKind, CoupaCommand } from '#engine/shapes/command.ts';
import type { Proposal } from '#engine/shapes/proposal.ts';
import { decimal } from '#kernel/decimal.ts';
import type { Dice } from '../chaos/dice.ts';
import { createTally, type FuzzTarget } from './fuzz-target.ts';

const MODES: readonly Autonomy[] = ['monitor', 'assisted', 'autonomous'];
const KINDS: readonly CommandKind[] = [
  'invoice.submit',
  'comment.add',
  'invoice.dispute',
  'approval.approve',
];
const AMOUNTS = ['0', '0.01', '-0.01', '4999.99', '5000', '5000.01', '-5000.01', '99999999999999999999.9999'];
const CURRENCIES = ['EUR', 'JPY', 'USD'];
const SHARES = ['0', '0.05', '0.949999', '0.95', '1'];
const RANK = { record_only: 0, ask: 1, act: 2 } as const;

/** Any proposal under any policy: there is a ruling, it acts only inside every limit, and a narrower policy never widens it. */
export const gateTotality: FuzzTarget = {
  promise: 'The gate always rules, acts only inside every limit, and never more for a narrower policy.',
  trials: 300_000,
  async run(trials, dice) {
    const tally = createTally();
    for (let trial = 0; trial < trials; trial += 1) {
      const proposal = proposalOf(dice);
      const policy = policyOf(dice);
      const ceiling = dice.pick(MODES) ?? 'monitor';
      try {
        const { ruling, because } = gate(proposal, policy, ceiling);
        tally.count(`${ruling} ${because}`);
        const mayAct = isInsideEveryLimit(proposal, policy, ceiling);
        const acts = ruling === 'act' && because !== 'task_only';
        if (acts !== mayAct) tally.fault(`It ${acts ? 'acts' : 'asks'}: ${tell(proposal, policy, ceiling)}`);
        const narrower = gate(proposal, narrow(policy, dice), ceiling);
        if (RANK[narrower.ruling] > RANK[ruling]) {
          tally.fault(`A narrower policy allows more: ${tell(proposal, policy, ceiling)}`);
        }
      } catch (thrown) {
        tally.fault(`${String(thrown)}: ${tell(proposal, policy, ceiling)}`);
      }
    }
    return tally.result(trials);
  },
};

/** The conditions of acting alone, said once more and otherwise than the gate says them. */
function isInsideEveryLimit(proposal: Proposal, policy: AutonomyPolicy, ceiling: Autonomy): boolean {
  const { commands, certainty, exposure, atRisk } = proposal;
  const isCertain =
    certainty.basis === 'rule' || decimal(certainty.probability).cmp(decimal(policy.probabilityMin)) >= 0;
  const limit = exposure && policy.exposureMax[exposure.currency];
  const isSmall =
    exposure !== undefined && limit !== undefined && decimal(exposure.amount).abs().cmp(decimal(limit)) <= 0;
  const isClear =
    atRisk === undefined ||
    (exposure !== undefined &&
      atRisk.currency === exposure.currency &&
      decimal(atRisk.amount)
        .abs()
        .cmp(decimal(exposure.amount).abs().times(decimal(policy.atRiskRateMax))) <= 0);
  return [
    commands.length > 0,
    policy.mode === 'autonomous' && ceiling === 'autonomous',
    commands.every(({ kind }) => policy.commands.indexOf(kind) >= 0),
    isCertain,
    proposal.isReversible || policy.allowsIrreversible,
    !proposal.isNewSupplier || policy.allowsNewSupplier,
    isSmall,
    isClear,
  ].every(Boolean);
}

function proposalOf(dice: Dice): Proposal {
  const money = () => ({ amount: dice.pick(AMOUNTS) ?? '0', currency: dice.pick(CURRENCIES) ?? 'EUR' });
  const task = { title: 'Release it', steps: [], record: 'invoice/7', closesWhenStatus: [] };
  return {
    headline: 'Do it',
    verdict: 'matched',
    commands: Array.from({ length: dice.between(0, 2) }, () => commandOf(dice)),
    tasks: dice.next() < 0.3 ? [task] : [],
    certainty:
      dice.next() < 0.5
        ? { basis: 'rule' }
        : { basis: 'estimate', probability: dice.pick(SHARES) ?? '0', calibratedOn: 'q3' },
    ...(dice.next() < 0.8 ? { exposure: money() } : {}),
    ...(dice.next() < 0.5 ? { atRisk: money() } : {}),
    isNewSupplier: dice.next() < 0.3,
    isReversible: dice.next() < 0.7,
    reasons: [],
    counterfactuals: [],
  };
}

function commandOf(dice: Dice): CoupaCommand {
  const invoiceId = '7';
  switch (dice.pick(KINDS)) {
    case 'comment.add':
      return { kind: 'comment.add', invoiceId, text: 'x' };
    case 'invoice.dispute':
      return { kind: 'invoice.dispute', invoiceId, reasonCode: 'PRICE', comment: 'x' };
    case 'approval.approve':
      return { kind: 'approval.approve', invoiceId, approvalId: '8', reason: 'x' };
    default:
      return { kind: 'invoice.submit', invoiceId };
  }
}

function policyOf(dice: Dice): AutonomyPolicy {
  return {
    mode: dice.next() < 0.7 ? 'autonomous' : (dice.pick(MODES) ?? 'monitor'),
    exposureMax:
      dice.pick([{}, { EUR: '5000', JPY: '0' }, { EUR: '5000', USD: '99999999999999999999.9999' }]) ?? {},
    atRiskRateMax: dice.pick(['0', '0.10', '1']) ?? '0',
    probabilityMin: dice.pick(SHARES) ?? '1',
    allowsNewSupplier: dice.next() < 0.5,
    allowsIrreversible: dice.next() < 0.5,
    commands: KINDS.filter(() => dice.next() < 0.8),
  };
}

/** The policy with one thing taken back. */
function narrow(policy: AutonomyPolicy, dice: Dice): AutonomyPolicy {
  switch (dice.between(0, 6)) {
    case 0:
      return { ...policy, mode: policy.mode === 'autonomous' ? 'assisted' : 'monitor' };
    case 1:
      return { ...policy, exposureMax: {} };
    case 2:
      return { ...policy, atRiskRateMax: '0' };
    case 3:
      return { ...policy, probabilityMin: '1' };
    case 4:
      return { ...policy, allowsNewSupplier: false };
    case 5:
      return { ...policy, allowsIrreversible: false };
    default:
      return { ...policy, commands: policy.commands.slice(1) };
  }
}

function tell(proposal: Proposal, policy: AutonomyPolicy, ceiling: Autonomy): string {
  return JSON.stringify({ proposal, policy, ceiling });
}
