import { foundOn } from '#domain/matching/found-by.ts';
import type { MatchResult } from '#domain/matching/match-result.ts';
import type { NextStep } from '#domain/matching/next-step.ts';
import type { TaskDraft } from '#engine/shapes/command.ts';
import type { Plan, Setting } from './plan.ts';
import { everyStatusBut, nameOf } from './tasks.ts';
import { LINES_MAX, linesToOrders, unlinkedLines } from './unlinked.ts';

/** What nobody can take back, and what Coupa books against no order while the lines are not linked to it. */
const NEEDS_LINKS: readonly NextStep[] = ['submit', 'approve'];

/**
 * What is proposed in place of a step that Coupa can only do right with the links.
 * @returns undefined where all lines are linked, or the step needs no link.
 */
export function linkPlan(match: MatchResult, step: NextStep, { invoice }: Setting): Plan | undefined {
  const unlinked = unlinkedLines(match);
  if (unlinked.length === 0 || !NEEDS_LINKS.includes(step)) return undefined;
  const headline = `Link ${linesToOrders(unlinked)}`;
  const task: TaskDraft = {
    title: `${headline}: invoice ${nameOf(invoice)}`,
    steps: [
      'Open the invoice in Coupa.',
      ...unlinked
        .slice(0, LINES_MAX)
        .map((line) => `Line ${line.line} was found ${foundOn(line)}: check it, and link the line there.`),
      ...(unlinked.length > LINES_MAX
        ? [`See the ${unlinked.length - LINES_MAX} further lines in Purser.`]
        : []),
      'Purser compares the invoice again when it has changed, and proposes what follows.',
    ],
    record: `invoice/${invoice.id}`,
    closesWhenStatus: everyStatusBut(invoice.status),
  };
  return { headline, tasks: [task] };
}
