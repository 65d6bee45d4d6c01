import type { AutonomyPolicy, PolicyDocument } from '../../api/contract.ts';
import { fractionOf, percentOf, readAmount } from '../../ui/format/decimal-text.ts';

/** What an agent may do alone, as a person types it: percents instead of fractions, amounts with either separator. */
export interface AutonomyDraft {
  readonly mode: AutonomyPolicy['mode'];
  readonly exposureMax: readonly { readonly currency: string; readonly amount: string }[];
  readonly atRiskPercentMax: string;
  readonly probabilityPercentMin: string;
  readonly allowsNewSupplier: boolean;
  readonly allowsIrreversible: boolean;
  readonly commands: readonly string[];
  readonly approvalMaxAgeHours: string;
}

export type DraftFaults = Readonly<Partial<Record<keyof AutonomyDraft, string>>>;

const HOURS_MAX = 720;

export function toDraft(document: PolicyDocument, agentId: string): AutonomyDraft | undefined {
  const agent = document.agents[agentId];
  if (agent === undefined) return undefined;
  const { autonomy } = agent;
  return {
    mode: autonomy.mode,
    exposureMax: Object.entries(autonomy.exposureMax).map(([currency, amount]) => ({ currency, amount })),
    atRiskPercentMax: percentOf(autonomy.atRiskRateMax),
    probabilityPercentMin: percentOf(autonomy.probabilityMin),
    allowsNewSupplier: autonomy.allowsNewSupplier,
    allowsIrreversible: autonomy.allowsIrreversible,
    commands: autonomy.commands,
    approvalMaxAgeHours: String(document.approvalMaxAgeHours),
  };
}

/** What is wrong with a draft, by field, in words. A blank limit is wrong: zero has to be written. */
export function faultsOf(draft: AutonomyDraft): DraftFaults {
  const faults: Partial<Record<keyof AutonomyDraft, string>> = {};
  const codes = draft.exposureMax.map(({ currency }) => currency.trim().toUpperCase());
  const badCode = codes.find((code) => !/^[A-Z]{3}$/.test(code));
  const badAmount = draft.exposureMax.find(({ amount }) => !/^\d/.test(readAmount(amount) ?? ''));
  if (badCode !== undefined) faults.exposureMax = `“${badCode}” is no currency code such as EUR.`;
  else if (new Set(codes).size < codes.length) faults.exposureMax = 'A currency stands here twice.';
  else if (badAmount !== undefined)
    faults.exposureMax = `“${badAmount.amount}” is no amount. Zero means zero.`;
  if (!isShare(draft.atRiskPercentMax)) faults.atRiskPercentMax = 'Write a percentage from 0 to 100.';
  if (!isShare(draft.probabilityPercentMin))
    faults.probabilityPercentMin = 'Write a percentage from 0 to 100.';
  const hours = draft.approvalMaxAgeHours.trim();
  if (!/^\d{1,3}$/.test(hours) || Number(hours) < 1 || Number(hours) > HOURS_MAX) {
    faults.approvalMaxAgeHours = `Write whole hours from 1 to ${HOURS_MAX}.`;
  }
  return faults;
}

function isShare(percent: string): boolean {
  const fraction = fractionOf(percent);
  return fraction !== undefined && /^(0(\.\d{1,6})?|1)$/.test(fraction);
}

/** The document with the draft put in its place. @throws Error when the draft has faults; ask {@link faultsOf} first. */
export function applyDraft(document: PolicyDocument, agentId: string, draft: AutonomyDraft): PolicyDocument {
  const atRiskRateMax = fractionOf(draft.atRiskPercentMax);
  const probabilityMin = fractionOf(draft.probabilityPercentMin);
  if (atRiskRateMax === undefined || probabilityMin === undefined) {
    throw new Error('A draft with faults cannot be applied.');
  }
  const autonomy: AutonomyPolicy = {
    mode: draft.mode,
    exposureMax: Object.fromEntries(
      draft.exposureMax.map(({ currency, amount }) => [
        currency.trim().toUpperCase(),
        readAmount(amount) ?? amount,
      ]),
    ),
    atRiskRateMax,
    probabilityMin,
    allowsNewSupplier: draft.allowsNewSupplier,
    allowsIrreversible: draft.allowsIrreversible,
    commands: draft.commands,
  };
  // What the agent decides by has pages of its own, and stays as it is.
  const settings = document.agents[agentId]?.settings ?? {};
  return {
    approvalMaxAgeHours: Number(draft.approvalMaxAgeHours.trim()),
    agents: { ...document.agents, [agentId]: { autonomy, settings } },
  };
}

const FIELD_WORDS: Readonly<Record<keyof AutonomyDraft, string>> = {
  mode: 'mode',
  exposureMax: 'amount limits',
  atRiskPercentMax: 'part in doubt',
  probabilityPercentMin: 'certainty',
  allowsNewSupplier: 'new suppliers',
  allowsIrreversible: 'steps without a way back',
  commands: 'commands',
  approvalMaxAgeHours: 'age of approvals',
};

/** The fields that differ, in words. */
export function changedFields(before: AutonomyDraft, after: AutonomyDraft): readonly string[] {
  return DRAFT_FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])).map(
    (field) => FIELD_WORDS[field],
  );
}

const DRAFT_FIELDS = [
  'mode',
  'exposureMax',
  'atRiskPercentMax',
  'probabilityPercentMin',
  'allowsNewSupplier',
  'allowsIrreversible',
  'commands',
  'approvalMaxAgeHours',
] as const satisfies readonly (keyof AutonomyDraft)[];
