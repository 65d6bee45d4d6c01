import { strictOutcome } from '#domain/matching/coupa-verdict.ts';
import { EXCEPTION_CODES } from '#domain/matching/exception-code.ts';
import type { MatchResult } from '#domain/matching/match-result.ts';
import { situationOf } from '#domain/matching/next-step.ts';
import { isSelfBilled } from '#domain/matching/self-billing.ts';
import { payableSentence, verdictSentence } from '#domain/matching/summary.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { CommandKind, CoupaCommand, TaskDraft } from '#engine/shapes/command.ts';
import type { Proposal, Reason } from '#engine/shapes/proposal.ts';
import type { Finding } from './analyse.ts';
import { commentText, nextPerson } from './comment-text.ts';
import { coupaPlan } from './coupa-plan.ts';
import { coupaReasons } from './coupa-reasons.ts';
import { cureReasons } from './cure-reasons.ts';
import type { Evidence } from './gather.ts';
import { linkPlan } from './link-plan.ts';
import type { Plan, Setting } from './plan.ts';
import { revisionReasons } from './revision-reasons.ts';
import type { Settings } from './settings.ts';
import { exceptionTask, lateTask, releaseTask, withdrawDisputeTask } from './tasks.ts';
import { unlinkedReasons } from './unlinked.ts';

/** A supplier with fewer invoices than that has not shown yet how it bills. */
const KNOWN_SUPPLIER_INVOICES = 3;
/** What a person can read beside a decision; the match itself holds all of them. */
const REASONS_MAX = 50;

/** What cannot be taken back in Coupa. A hold, a dispute or a comment hurts nobody and can be undone or ignored. */
const IRREVERSIBLE: readonly CommandKind[] = ['invoice.submit', 'approval.approve', 'approval.reject'];

/** Turns the finding into commands and tasks; what follows for which status is the domain's table. */
export function propose(finding: Finding, evidence: Evidence, settings: Settings): Proposal {
  const { match, step, coupa, isKeptByCoupa } = finding;
  const invoice = evidence.invoice.record;
  const setting = { invoice, settings };
  const objection = situationOf(match, coupa) === 'coupa' ? coupaPlan(finding, setting) : undefined;
  const {
    headline,
    commands = [],
    tasks = [],
  } = objection ?? linkPlan(match, step, setting) ?? planFor(finding, setting);
  const { outcome, primary } = strictOutcome(match, isKeptByCoupa ? coupa : null);
  const isApplicable = step !== 'not_applicable';
  const { grossTotal: amount, currency } = invoice;
  const exposure = amount === undefined || currency === undefined ? undefined : { amount, currency };
  const causes = match.exceptions.filter(({ consequenceOf }) => consequenceOf === null);
  return {
    headline,
    verdict: isApplicable ? outcome : 'not_applicable',
    ...(isApplicable && primary !== null ? { cause: primary } : {}),
    commands,
    tasks,
    certainty: { basis: 'rule' },
    ...(exposure === undefined ? {} : { exposure }),
    ...(currency === undefined ? {} : { atRisk: { amount: match.atRisk, currency } }),
    isNewSupplier: evidence.supplierInvoicesSeen < KNOWN_SUPPLIER_INVOICES,
    isReversible: !commands.some(({ kind }) => IRREVERSIBLE.includes(kind)),
    reasons: [
      ...statusReason(finding, invoice),
      ...matchReasons(match, evidence),
      ...(isApplicable ? cureReasons(match, evidence, settings) : []),
      ...(isApplicable ? unlinkedReasons(match, invoice.id) : []),
      ...coupaReasons(finding, evidence),
      ...revisionReasons(match, evidence),
    ],
    counterfactuals: isKeptByCoupa
      ? ['Would go on if Coupa’s finding were resolved there.']
      : causes.slice(0, REASONS_MAX).map(({ counterfactual }) => counterfactual),
  };
}

function planFor(finding: Finding, setting: Setting): Plan {
  const { match, step } = finding;
  const { invoice, settings } = setting;
  const invoiceId = invoice.id;
  const title = titleOf(match);
  switch (step) {
    case 'submit':
      return { headline: 'Submit for approval', commands: [{ kind: 'invoice.submit', invoiceId }] };
    case 'approve':
    case 'hold':
      return approvalPlan(finding, setting);
    case 'revalidate':
      return revalidatePlan(invoiceId, []);
    case 'revalidate_and_release':
      return revalidatePlan(invoiceId, [releaseTask(invoice)]);
    case 'ask_for_receipt':
      return explainPlan(
        `Ask ${nextPerson(match.exceptions[0], settings.roleNames)} for the receipt`,
        match,
        setting,
      );
    case 'explain':
      return explainPlan(`Explain: ${title}`, match, setting);
    case 'dispute_or_explain':
      return disputePlan(match, setting) ?? explainPlan(`Explain: ${title}`, match, setting);
    case 'dispute_or_task':
      return disputePlan(match, setting) ?? taskPlan(match, setting);
    case 'task':
      return taskPlan(match, setting);
    case 'withdraw_dispute':
      return { headline: 'Withdraw the dispute', tasks: [withdrawDisputeTask(invoice)] };
    case 'stop_late': {
      const commands = commentOf(match, setting);
      return { headline: `Stop the payment: ${title}`, commands, tasks: [lateTask(invoice, match)] };
    }
    case 'found_after_payment':
      return { headline: `Found after payment: ${title}` };
    case 'wait':
      return { headline: 'In order, nothing to do' };
    case 'leave':
      return { headline: `${invoice.status === 'disputed' ? 'Still disputed' : 'Stays on hold'}: ${title}` };
    case 'not_applicable':
      return { headline: 'Nothing follows in this status' };
  }
}

function approvalPlan({ match, step, ourApproval }: Finding, { settings }: Setting): Plan {
  if (ourApproval === null) return { headline: 'In order, nothing to do' };
  const approval = { invoiceId: ourApproval.approvableId, approvalId: ourApproval.id };
  if (step === 'approve') {
    const reason = `Purser: ${verdictSentence(match)}`;
    return { headline: 'Approve', commands: [{ kind: 'approval.approve', ...approval, reason }] };
  }
  const reason = commentText(match, settings);
  return {
    headline: `Put the approval on hold: ${titleOf(match)}`,
    commands: [{ kind: 'approval.hold', ...approval, reason }],
  };
}

function revalidatePlan(invoiceId: string, tasks: readonly TaskDraft[]): Plan {
  return {
    headline: 'Let Coupa check its tolerances again',
    commands: [{ kind: 'invoice.revalidate_tolerances', invoiceId }],
    tasks,
  };
}

/** Where comments are switched off, the same goes to a person as a task. */
function explainPlan(headline: string, match: MatchResult, setting: Setting): Plan {
  const commands = commentOf(match, setting);
  const tasks = commands.length > 0 ? [] : [exceptionTask(setting.invoice, match, setting.settings)];
  return { headline, commands, tasks };
}

function commentOf(match: MatchResult, { invoice, settings }: Setting): readonly CoupaCommand[] {
  if (!settings.commentOnExceptions) return [];
  return [{ kind: 'comment.add', invoiceId: invoice.id, text: commentText(match, settings) }];
}

function disputePlan(match: MatchResult, { invoice, settings }: Setting): Plan | undefined {
  const { disputeReasonCode: reasonCode } = settings;
  // What we wrote on the supplier's behalf is ours to put right.
  if (reasonCode === null || isSelfBilled(invoice)) return undefined;
  const comment = commentText(match, settings);
  return {
    headline: `Dispute: ${titleOf(match)}`,
    commands: [{ kind: 'invoice.dispute', invoiceId: invoice.id, reasonCode, comment }],
  };
}

function taskPlan(match: MatchResult, { invoice, settings }: Setting): Plan {
  return { headline: `Clear up: ${titleOf(match)}`, tasks: [exceptionTask(invoice, match, settings)] };
}

function titleOf({ primary }: MatchResult): string {
  return primary === null ? 'Exception' : EXCEPTION_CODES[primary].title;
}

/** Why the status itself stands in the way. */
function statusReason({ step, isLeftAlone }: Finding, invoice: Invoice): readonly Reason[] {
  if (step !== 'not_applicable') return [];
  const status = invoice.status === '' ? 'no status' : `the status ${invoice.status.replaceAll('_', ' ')}`;
  const text = isLeftAlone
    ? 'The invoice names no order, and such invoices are left to their approvers.'
    : `The invoice has ${status}, in which nothing can follow from a match.`;
  return [{ text, sources: [`invoice/${invoice.id}`] }];
}

function matchReasons(match: MatchResult, evidence: Evidence): readonly Reason[] {
  if (match.outcome !== 'exception') {
    return [
      { text: verdictSentence(match), sources: agreeingSources(evidence) },
      ...toleratedReasons(match, evidence),
    ];
  }
  const payable = payableSentence(match);
  const reasons = match.exceptions
    .slice(0, REASONS_MAX)
    .map(({ explanation, sources }) => ({ text: explanation, sources }));
  return payable === undefined
    ? reasons
    : [...reasons, { text: payable, sources: [`invoice/${evidence.invoice.id}`] }];
}

function agreeingSources(evidence: Evidence): readonly string[] {
  const ids = [
    `invoice/${evidence.invoice.id}`,
    ...evidence.orders.map(({ id }) => `purchase_order/${id}`),
    ...evidence.receipts.map(({ id }) => `receipt/${id}`),
  ];
  return ids.slice(0, REASONS_MAX);
}

function toleratedReasons(match: MatchResult, evidence: Evidence): readonly Reason[] {
  const invoiceSource = `invoice/${evidence.invoice.id}`;
  const ofLines = match.lines.flatMap(({ line, variances }) =>
    variances.map((variance) => ({
      variance,
      place: `Line ${line}`,
      source: `${invoiceSource}/line/${line}`,
    })),
  );
  const ofDocument = match.variances.map((variance) => ({
    variance,
    place: 'Invoice',
    source: invoiceSource,
  }));
  return [...ofLines, ...ofDocument].slice(0, REASONS_MAX).map(({ variance, place, source }) => ({
    text: `${place}: ${variance.kind.replaceAll('_', ' ')} is ${variance.actual}, expected ${variance.expected}; within the limit of ${variance.limit}.`,
    sources: [source],
  }));
}
