import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../api/contract.ts';
import { type AutonomyDraft, applyDraft, changedFields, faultsOf, toDraft } from './policy-draft.ts';

const AGENT = 'three-way-match';
const POLICY: PolicyDocument = {
  approvalMaxAgeHours: 72,
  agents: {
    [AGENT]: {
      autonomy: {
        mode: 'assisted',
        exposureMax: { EUR: '5000', JPY: '750000' },
        atRiskRateMax: '0.1',
        probabilityMin: '0.95',
        allowsNewSupplier: false,
        allowsIrreversible: true,
        commands: ['comment.add'],
      },
      settings: { ordersRequired: 'always' },
    },
  },
};

function draftOf(change: Partial<AutonomyDraft> = {}): AutonomyDraft {
  const draft = toDraft(POLICY, AGENT);
  if (draft === undefined) throw new Error('The policy has the agent.');
  return { ...draft, ...change };
}

describe('a policy in the form', () => {
  it('comes back as it was when nothing is changed', () => {
    expect(faultsOf(draftOf())).toEqual({});
    expect(applyDraft(POLICY, AGENT, draftOf())).toEqual(POLICY);
    expect(changedFields(draftOf(), draftOf())).toEqual([]);
  });

  it('leaves what the agent decides by as it is', () => {
    const agent = POLICY.agents[AGENT];
    if (agent === undefined) throw new Error('The policy has the agent.');
    const settings = { ...agent.settings, tolerances: { name: 'Group' } };
    const document = { ...POLICY, agents: { [AGENT]: { ...agent, settings } } };
    const changed = applyDraft(document, AGENT, draftOf({ mode: 'monitor' })).agents[AGENT];
    expect([changed?.autonomy.mode, changed?.settings]).toEqual(['monitor', settings]);
  });

  it('takes amounts and percents as people type them', () => {
    const changed = draftOf({
      exposureMax: [{ currency: 'eur', amount: '7.500,00' }],
      atRiskPercentMax: '2,5',
    });
    expect(faultsOf(changed)).toEqual({});
    const { autonomy } = applyDraft(POLICY, AGENT, changed).agents[AGENT] ?? {};
    expect(autonomy?.exposureMax).toEqual({ EUR: '7500.00' });
    expect(autonomy?.atRiskRateMax).toBe('0.025');
    expect(changedFields(draftOf(), changed)).toEqual(['amount limits', 'part in doubt']);
  });

  it('never takes a blank for a limit', () => {
    expect(faultsOf(draftOf({ exposureMax: [{ currency: 'EUR', amount: '' }] })).exposureMax).toContain(
      'Zero means zero',
    );
    expect(faultsOf(draftOf({ atRiskPercentMax: '' })).atRiskPercentMax).toBeDefined();
    expect(faultsOf(draftOf({ probabilityPercentMin: '' })).probabilityPercentMin).toBeDefined();
  });

  it('refuses what the server would refuse, with words', () => {
    expect(faultsOf(draftOf({ exposureMax: [{ currency: 'EURO', amount: '1' }] })).exposureMax).toContain(
      'EURO',
    );
    expect(
      faultsOf(
        draftOf({
          exposureMax: [
            { currency: 'EUR', amount: '1' },
            { currency: 'eur', amount: '2' },
          ],
        }),
      ).exposureMax,
    ).toContain('twice');
    expect(faultsOf(draftOf({ exposureMax: [{ currency: 'EUR', amount: '-1' }] })).exposureMax).toBeDefined();
    expect(faultsOf(draftOf({ atRiskPercentMax: '100.1' })).atRiskPercentMax).toBeDefined();
    expect(faultsOf(draftOf({ approvalMaxAgeHours: '721' })).approvalMaxAgeHours).toBeDefined();
    expect(faultsOf(draftOf({ approvalMaxAgeHours: '1.5' })).approvalMaxAgeHours).toBeDefined();
  });

  it('takes the bounds themselves', () => {
    expect(
      faultsOf(draftOf({ atRiskPercentMax: '100', probabilityPercentMin: '0', approvalMaxAgeHours: '720' })),
    ).toEqual({});
  });

  it('does not exist for an agent that the policy does not name', () => {
    expect(toDraft(POLICY, 'nobody')).toBeUndefined();
  });
});
