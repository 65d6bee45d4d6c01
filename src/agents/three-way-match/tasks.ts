import { EXCEPTION_CODES } from '#domain/matching/exception-code.ts';
import type { MatchResult } from '#domain/matching/match-result.ts';
import { NEXT_STEPS } from '#domain/matching/next-step.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { TaskDraft } from '#engine/shapes/command.ts';
import { nextPerson } from './comment-text.ts';
import type { Settings } from './settings.ts';

/** More steps than that are no task but a project. */
const EXCEPTIONS_MAX = 5;

/** The dispute has lost its reason; Coupa lets only a person withdraw it on the screen. */
export function withdrawDisputeTask(invoice: Invoice): TaskDraft {
  return {
    title: `Withdraw the dispute of invoice ${nameOf(invoice)}`,
    steps: [
      'Open the invoice in Coupa.',
      'Check that nothing but the match was disputed.',
      'Choose Withdraw Dispute; the invoice goes back into approval.',
    ],
    record: `invoice/${invoice.id}`,
    closesWhenStatus: everyStatusBut('disputed'),
  };
}

/** Coupa's API releases no booking hold. */
export function releaseTask(invoice: Invoice): TaskDraft {
  return {
    title: `Release the booking hold of invoice ${nameOf(invoice)}`,
    steps: [
      'Open the invoice in Coupa.',
      'It agrees with its order and receipts; check what else the booking waits for.',
      'Release the booking hold.',
    ],
    record: `invoice/${invoice.id}`,
    closesWhenStatus: everyStatusBut('booking_hold'),
  };
}

/** A person clears the exception: what is wrong, who can cure it, and what to do then. */
export function exceptionTask(invoice: Invoice, match: MatchResult, { roleNames }: Settings): TaskDraft {
  const causes = match.exceptions.filter(({ consequenceOf }) => consequenceOf === null);
  const told = causes.slice(0, EXCEPTIONS_MAX);
  const rest = causes.length - told.length;
  return {
    title: `${titleOf(match)}: invoice ${nameOf(invoice)}`,
    steps: [
      ...told.map(
        (cause) => `${cause.explanation} ${cause.counterfactual} Ask ${nextPerson(cause, roleNames)}.`,
      ),
      ...(rest > 0 ? [`See the ${rest} further findings in Purser.`] : []),
      'Then let Coupa check the invoice again, or dispute or reject it there.',
    ],
    record: `invoice/${invoice.id}`,
    closesWhenStatus: everyStatusBut(invoice.status),
  };
}

/** Approval is given already, so only stopping the payment helps. */
export function lateTask(invoice: Invoice, match: MatchResult): TaskDraft {
  const remedy = 'Stop the payment, or void the invoice in Coupa and have it sent anew.';
  return {
    title: `${titleOf(match)} after approval: invoice ${nameOf(invoice)}`,
    steps: [...match.exceptions.slice(0, EXCEPTIONS_MAX).map(({ explanation }) => explanation), remedy],
    record: `invoice/${invoice.id}`,
    closesWhenStatus: everyStatusBut('approved'),
  };
}

function titleOf({ primary }: MatchResult): string {
  return primary === null ? 'Exception' : EXCEPTION_CODES[primary].title;
}

/** The invoice by the number people know it by. */
export function nameOf(invoice: Invoice): string {
  return invoice.invoiceNumber === '' ? invoice.id : invoice.invoiceNumber;
}

/** Whatever Coupa does with the invoice next, the task is done or has become another one. */
export function everyStatusBut(present: string): readonly string[] {
  return Object.keys(NEXT_STEPS).filter((status) => status !== present && !status.includes(' '));
}
