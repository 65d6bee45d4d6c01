import type { MatchResult } from '#domain/matching/match-result.ts';
import { repairLadders } from '#domain/matching/repair-ladder.ts';
import type { Rung } from '#domain/matching/repairs/repair-step.ts';
import type { Reason } from '#engine/shapes/proposal.ts';
import { matchInputOf } from './analyse.ts';
import type { Evidence } from './gather.ts';
import type { Settings } from './settings.ts';

/** Ways that rest on what somebody agreed to or decided: whoever decides should have it beside the exception. */
const TOLD: readonly Rung[] = ['tier_price', 'contract_price', 'price_change', 'history'];
const REASONS_MAX = 10;

/** What speaks for accepting an exception, or for correcting the order. It changes nothing of what is proposed. */
export function cureReasons(match: MatchResult, evidence: Evidence, settings: Settings): readonly Reason[] {
  if (match.outcome !== 'exception' || evidence.cures === undefined) return [];
  return repairLadders(matchInputOf(evidence, settings), match)
    .flatMap(({ steps }) => steps.filter(({ rung, found }) => found === 'helps' && TOLD.includes(rung)))
    .slice(0, REASONS_MAX)
    .map(({ says, sources = [] }) => ({ text: says, sources, isAside: true }));
}
