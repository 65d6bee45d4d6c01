import type { VerdictComparison } from '#domain/matching/coupa-verdict.ts';
import { EXCEPTION_CODES } from '#domain/matching/exception-code.ts';
import { named } from '#domain/matching/wording.ts';
import type { TaskDraft } from '#engine/shapes/command.ts';
import type { Finding } from './analyse.ts';
import { withoutMarkup } from './comment-text.ts';
import type { Plan, Setting } from './plan.ts';
import { everyStatusBut, nameOf, withdrawDisputeTask } from './tasks.ts';

/** More than that nobody reads at once; the invoice's page has all of them. */
const FINDINGS_MAX = 4;

/**
 * What is proposed where Purser finds nothing and Coupa's own check objects. Both are told to whoever has to move.
 * @returns undefined where the usual plan is right: letting Coupa look again lets nothing pass.
 */
export function coupaPlan({ step, coupa, ourApproval }: Finding, setting: Setting): Plan | undefined {
  const holding = (coupa?.comparisons ?? []).filter(
    ({ kind, failure }) => kind === 'coupa_only' && failure !== null,
  );
  const [first] = holding;
  if (first === undefined) return undefined;
  const told = holding.slice(0, FINDINGS_MAX).map(bothSay);
  const title = titleOf(first);
  switch (step) {
    case 'task':
      return { headline: `Coupa objects: ${title}`, tasks: [objectionTask(title, told, setting)] };
    case 'hold':
      return ourApproval === null
        ? undefined
        : {
            headline: `Put the approval on hold, Coupa objects: ${title}`,
            commands: [
              {
                kind: 'approval.hold',
                invoiceId: ourApproval.approvableId,
                approvalId: ourApproval.id,
                reason: holdReason(told, setting),
              },
            ],
          };
    case 'leave':
      return { headline: `Left to its approver, Coupa objects: ${title}` };
    case 'wait':
      return { headline: `Approved, though Coupa objects: ${title}` };
    case 'withdraw_dispute':
      return { headline: 'Withdraw the dispute', tasks: [disputeTask(told, setting)] };
    default:
      return undefined;
  }
}

/** `Coupa says: … Purser says: … Why they may differ.` */
export function bothSay({ coupaSays, purserSays, reason, doubt, allocated }: VerdictComparison): string {
  // Where Coupa's allocations are the reason, they are told already.
  const beside = doubt === 'allocation' ? null : allocated;
  const parts = [`Coupa says: ${coupaSays}`, `Purser says: ${purserSays}`, reason, beside];
  return parts.filter((part) => part !== null).join(' ');
}

/** The cause in the middle of a sentence; a code that nobody knows stands for itself. */
function titleOf({ code, failure }: VerdictComparison): string {
  if (code === null || code === 'UNKNOWN_COUPA_CODE') return `check ${named(failure?.code ?? '')}`;
  return EXCEPTION_CODES[code].title.toLowerCase();
}

function holdReason(told: readonly string[], { settings }: Setting): string {
  const sentences = [
    'Purser compared this invoice with its order and receipts and found nothing; Coupa’s own check objects.',
    ...told,
    `Next: ${settings.roleNames.accountsPayable}.`,
  ];
  return withoutMarkup(sentences.join(' '));
}

function objectionTask(title: string, told: readonly string[], { invoice }: Setting): TaskDraft {
  return {
    title: `Coupa objects, Purser does not: ${title}, invoice ${nameOf(invoice)}`,
    steps: [
      ...told,
      'Open the invoice in Coupa and decide which of the two is right.',
      'Then submit it there, or correct or reject it.',
    ],
    record: `invoice/${invoice.id}`,
    closesWhenStatus: everyStatusBut(invoice.status),
  };
}

function disputeTask(told: readonly string[], { invoice }: Setting): TaskDraft {
  const task = withdrawDisputeTask(invoice);
  const [open = '', ...rest] = task.steps;
  return { ...task, steps: [open, ...told, 'Check that this is no reason to keep the dispute.', ...rest] };
}
