import type { PolicyDocument } from '../../api/contract.ts';
import { fromHistoryDraft, type HistoryDraft, historyFaults, toHistoryDraft } from './history-draft.ts';

/** Settings of an agent that matches invoices, as a person fills them in. Tolerances have a page of their own. */
export interface SettingsDraft {
  /** Empty: nothing is disputed. */
  readonly disputeReasonCode: string;
  readonly commentOnExceptions: boolean;
  readonly ordersRequired: string;
  readonly requiredFields: readonly string[];
  /** Coupa's ids of users, one a line. */
  readonly mappedApproverIds: string;
  readonly accountsPayable: string;
  readonly buyer: string;
  readonly receiver: string;
  /** Undefined where the agent does not look at it. */
  readonly history: HistoryDraft | undefined;
}

export type SettingsFaults = Readonly<Partial<Record<keyof SettingsDraft, string>>>;

const REASON_MAX = 100;
const ROLE_MAX = 60;

type Settings = Readonly<Record<string, unknown>>;

/** @returns undefined for settings that are not those of a match. */
export function toSettingsDraft(settings: Settings): SettingsDraft | undefined {
  const { disputeReasonCode, commentOnExceptions, ordersRequired, requiredFields, mappedApproverIds } =
    settings;
  const roleNames = settings.roleNames as Readonly<Record<string, string>> | undefined;
  if (typeof ordersRequired !== 'string' || roleNames === undefined) return undefined;
  return {
    disputeReasonCode: typeof disputeReasonCode === 'string' ? disputeReasonCode : '',
    commentOnExceptions: commentOnExceptions === true,
    ordersRequired,
    requiredFields: textsOf(requiredFields),
    mappedApproverIds: textsOf(mappedApproverIds).join('\n'),
    accountsPayable: roleNames.accountsPayable ?? '',
    buyer: roleNames.buyer ?? '',
    receiver: roleNames.receiver ?? '',
    history: toHistoryDraft(settings.history),
  };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** What is wrong, by field, in words. */
export function settingsFaults(draft: SettingsDraft): SettingsFaults {
  const faults: Partial<Record<keyof SettingsDraft, string>> = {};
  if (draft.disputeReasonCode.trim().length > REASON_MAX) {
    faults.disputeReasonCode = `Write a code of at most ${REASON_MAX} letters.`;
  }
  const odd = idsIn(draft.mappedApproverIds).find((id) => !/^\d{1,20}$/.test(id));
  if (odd !== undefined) faults.mappedApproverIds = `“${odd}” is no id of Coupa, which is a number.`;
  if (draft.history !== undefined && Object.keys(historyFaults(draft.history)).length > 0) {
    faults.history = 'Not all of it can be read.';
  }
  for (const role of ['accountsPayable', 'buyer', 'receiver'] as const) {
    const name = draft[role].trim();
    if (name === '') faults[role] = 'Comments and tasks need a name.';
    else if (name.length > ROLE_MAX) faults[role] = `Write at most ${ROLE_MAX} letters.`;
  }
  return faults;
}

function idsIn(lines: string): readonly string[] {
  return [...new Set(lines.split(/[\s,;]+/).filter((id) => id !== ''))];
}

/**
 * The agent's stored settings with what was changed put in; what was not touched stays as it was stored, so that a
 * default nobody chose stays a default.
 */
export function applySettings(stored: Settings, before: SettingsDraft, after: SettingsDraft): Settings {
  const changed = (...fields: (keyof SettingsDraft)[]): boolean =>
    fields.some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  const reason = after.disputeReasonCode.trim();
  return {
    ...stored,
    ...(changed('disputeReasonCode') ? { disputeReasonCode: reason === '' ? null : reason } : {}),
    ...(changed('commentOnExceptions') ? { commentOnExceptions: after.commentOnExceptions } : {}),
    ...(changed('ordersRequired') ? { ordersRequired: after.ordersRequired } : {}),
    ...(changed('requiredFields') ? { requiredFields: after.requiredFields } : {}),
    ...(changed('mappedApproverIds') ? { mappedApproverIds: idsIn(after.mappedApproverIds) } : {}),
    ...(after.history !== undefined && changed('history')
      ? { history: fromHistoryDraft(after.history) }
      : {}),
    ...(changed('accountsPayable', 'buyer', 'receiver')
      ? {
          roleNames: {
            accountsPayable: after.accountsPayable.trim(),
            buyer: after.buyer.trim(),
            receiver: after.receiver.trim(),
          },
        }
      : {}),
  };
}

/** The whole policy with the settings of one agent replaced. */
export function withSettings(document: PolicyDocument, agentId: string, settings: Settings): PolicyDocument {
  const agent = document.agents[agentId];
  if (agent === undefined) return document;
  return { ...document, agents: { ...document.agents, [agentId]: { ...agent, settings } } };
}

const FIELD_WORDS: Readonly<Record<keyof SettingsDraft, string>> = {
  disputeReasonCode: 'dispute reason',
  commentOnExceptions: 'comments',
  ordersRequired: 'orders required',
  requiredFields: 'required fields',
  mappedApproverIds: 'mapped approvers',
  accountsPayable: 'name of accounts payable',
  buyer: 'name of the buyer',
  receiver: 'name of the receiver',
  history: 'what custom may speak for',
};

/** The fields that differ, in words. */
export function changedSettings(before: SettingsDraft, after: SettingsDraft): readonly string[] {
  return Object.entries(FIELD_WORDS).flatMap(([field, words]) => {
    const key = field as keyof SettingsDraft;
    return JSON.stringify(before[key]) === JSON.stringify(after[key]) ? [] : [words];
  });
}
