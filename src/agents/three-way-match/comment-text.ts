import { EXCEPTION_CODES, type ExceptionOwner } from '#domain/matching/exception-code.ts';
import type { MatchException, MatchResult } from '#domain/matching/match-result.ts';
import { payableSentence } from '#domain/matching/summary.ts';
import type { Settings } from './settings.ts';
import { unlinkedSentence } from './unlinked.ts';

/** More than a person reads in a comment; the rest is counted and can be seen in Purser. */
const EXCEPTIONS_MAX = 4;

/**
 * The comment that explains an exception in Coupa: what was found, what would cure it, who is asked. The same
 * situation gives the same words, so that a repeated decision is recognised as one.
 */
export function commentText(match: MatchResult, { roleNames }: Settings): string {
  const causes = match.exceptions.filter(({ consequenceOf }) => consequenceOf === null);
  const told = causes.slice(0, EXCEPTIONS_MAX).map((cause) => `${cause.explanation} ${cause.counterfactual}`);
  const rest = causes.length - told.length;
  const payable = payableSentence(match);
  const unlinked = unlinkedSentence(match);
  const sentences = [
    'Purser compared this invoice with its order and receipts.',
    ...told,
    ...(rest > 0 ? [`${rest} more ${rest === 1 ? 'finding is' : 'findings are'} in Purser.`] : []),
    ...(unlinked === undefined ? [] : [unlinked]),
    ...(payable === undefined ? [] : [payable]),
    `Next: ${nextPerson(causes[0], roleNames)}.`,
  ];
  return withoutMarkup(sentences.join(' '));
}

/** Who is asked first for an exception, by the name the company gave the role. */
export function nextPerson(exception: MatchException | undefined, roleNames: Settings['roleNames']): string {
  const owner: ExceptionOwner =
    exception === undefined ? 'accounts_payable' : EXCEPTION_CODES[exception.code].owner;
  if (owner === 'buyer' || owner === 'requester') return roleNames.buyer;
  return owner === 'receiver' ? roleNames.receiver : roleNames.accountsPayable;
}

/**
 * Order numbers, units and descriptions come from suppliers. Coupa turns `@[User:2]` into a mention and may show
 * markup, so neither leaves Purser as such.
 */
export function withoutMarkup(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('@[', '@ [');
}
