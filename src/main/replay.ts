import { AGENTS } from '#agents/registry.ts';
import { type ReplayQuestion, replayCommand } from '#doors/cli/replay.ts';
import type { ReplayDocument } from '#doors/cli/replay-report.ts';
import type { Amounts } from '#engine/replay/tally.ts';
import { askAtOnce, type WhatIfAnswer } from '#governance/what-if/ask-at-once.ts';
import { findAgent } from '#governance/what-if/trial.ts';
import { systemClock } from '#kernel/clock.ts';
import type { MainIo } from './main-io.ts';
import { withConnection } from './open-connection.ts';

/** `purser replay`: opens the database, and leaves a running server as it is. */
export function replayMain(argv: readonly string[], io: MainIo): Promise<number> {
  return replayCommand(argv, io, async (question, onProgress) => {
    // Before a database is started for it.
    findAgent(AGENTS, question.agent);
    const { connection } = question;
    const startedAt = performance.now();
    const answer = await withConnection(
      io,
      { name: 'replay', connection, ownThing: 'runs' },
      ({ connectionId, db }) =>
        askAtOnce(connectionId, question, {
          db,
          agents: AGENTS,
          now: systemClock.now(),
          signal: io.signal,
          onProgress,
        }),
    );
    return documentOf(question, answer, Math.round(performance.now() - startedAt));
  });
}

function documentOf(question: ReplayQuestion, answer: WhatIfAnswer, durationMs: number): ReplayDocument {
  const { tally, changes, unreadable } = answer;
  return {
    agent: answer.agent,
    policy_version: answer.policyVersion,
    differences: answer.differences,
    from: question.from ?? null,
    to: question.to ?? null,
    counts: question.which,
    runs: tally.counted,
    same: tally.same,
    words_only: tally.wordsOnly,
    changed: tally.changed,
    unreadable: tally.unreadable,
    under_other_settings: tally.underOtherSettings,
    by_other_code: tally.byOtherCode,
    unexplained: tally.unexplained,
    let_through: amounts(tally.letThrough),
    stopped: amounts(tally.stopped),
    transitions: tally.transitions
      .toSorted((a, b) => b.count - a.count)
      .map(({ from, to, ...rest }) => ({ from, to, ...amounts(rest) })),
    rulings: tally.rulings
      .toSorted((a, b) => b.count - a.count)
      .map(({ from, to, ...rest }) => ({ from, to, ...amounts(rest) })),
    people: {
      decided: tally.people.decided,
      let_through_against: amounts(tally.people.letThroughAgainst),
      stopped_against: amounts(tally.people.stoppedAgainst),
      let_through_as_wished: amounts(tally.people.letThroughAsWished),
      stopped_as_wished: amounts(tally.people.stoppedAsWished),
    },
    changes: changes.map(({ run, invoiceId, invoiceNumber, supplierName, decidedAt, ...change }) => ({
      run,
      invoice: invoiceId,
      invoice_number: invoiceNumber,
      supplier: supplierName,
      decided_at: decidedAt,
      from: { verdict: change.from.verdict, cause: change.from.cause, ruling: change.from.ruling },
      to: { verdict: change.to.verdict, cause: change.to.cause, ruling: change.to.ruling },
      effect: change.effect,
      currency: change.currency,
      exposure: change.exposure,
      at_risk: change.atRisk,
      person: change.person,
      stance: change.stance,
      counted: change.isCounted,
    })),
    unreadable_runs: unreadable.map(({ run, invoiceId, why }) => ({ run, invoice: invoiceId, why })),
    duration_ms: durationMs,
  };
}

function amounts({ count, sums, withoutAmount }: Amounts): ReplayDocument['stopped'] {
  return {
    count,
    sums: sums.map(({ currency, exposure, atRisk }) => ({ currency, exposure, at_risk: atRisk })),
    without_amount: withoutAmount,
  };
}
