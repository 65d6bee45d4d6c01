import type { FailedTolerance, Invoice } from '../records/invoice.ts';
import type { MatchingAllocation } from '../records/matching-allocation.ts';
import type { Receipt } from '../records/receipt.ts';
import { type CoupaFamily, FAMILIES, familyOf } from './coupa-verdict-family.ts';
import { type Doubt, whyCoupaAlone, whyPurserAlone } from './coupa-verdict-reason.ts';
import { allocatedWords, coupaWords, HOLD_WORDS, purserWords } from './coupa-verdict-words.ts';
import type { ExceptionCode } from './exception-code.ts';
import type { LineMatch, MatchException, MatchOutcome, MatchResult } from './match-result.ts';

/** What Coupa's own check and Purser's match say about the same thing. */
export interface VerdictComparison {
  /**
   * `agreed`: the same cause on the same line. `coupa_only`, `purser_only`: one of them alone. `resolved`: Coupa had
   * found something that is settled there, and Purser finds nothing.
   */
  readonly kind: 'agreed' | 'coupa_only' | 'purser_only' | 'resolved';
  /** Number of the invoice line; null when the document, or a line that is gone, is meant. */
  readonly line: string | null;
  /** In Purser's words; null when Coupa holds the invoice and names no tolerance. */
  readonly code: ExceptionCode | null;
  /** Coupa's finding as it came; null where it has none of the kind. */
  readonly failure: FailedTolerance | null;
  readonly family: CoupaFamily | null;
  readonly coupaSays: string;
  readonly purserSays: string;
  /** Why the two may differ; null when they do not. */
  readonly doubt: Doubt | null;
  /** The same as one sentence. */
  readonly reason: string | null;
  /** What Coupa has set against receipts on this line, one sentence; null where nothing is known. */
  readonly allocated: string | null;
}

/** Purser's match beside Coupa's own verdict. */
export interface CoupaVerdict {
  /** Coupa's findings in its order, then what Purser alone found. */
  readonly comparisons: readonly VerdictComparison[];
  /**
   * The first unresolved finding of Coupa that Purser does not share. While there is one, nothing is submitted or
   * approved by Purser's own judgement, whatever explains the difference.
   */
  readonly holds: ExceptionCode | null;
}

export interface CoupaVerdictInput {
  readonly invoice: Invoice;
  readonly match: MatchResult;
  readonly receipts: readonly Receipt[];
  /** Undefined when they were not read, which is not the same as none. */
  readonly allocations?: readonly MatchingAllocation[];
}

/** Coupa checks tolerances when an invoice is submitted; before that its silence says nothing. */
const UNCHECKED: readonly string[] = ['new', 'draft', 'processing'];

/** Holds Purser's match against the tolerances that Coupa found exceeded. Never throws on business data. */
export function coupaVerdict(input: CoupaVerdictInput): CoupaVerdict {
  const { match } = input;
  const lines = new Map(match.lines.map((line) => [line.lineId, line]));
  const shared = new Set<MatchException>();
  const failures = distinctFailures(input.invoice.failedTolerances).map((failure) =>
    compareFailure(failure, { input, line: lines.get(failure.lineId ?? '') ?? null, shared }),
  );
  const comparisons = [
    ...failures,
    ...holdWithoutFailure(input, failures),
    ...purserAlone(input, failures, shared),
  ];
  const holding = comparisons.find(({ kind, failure }) => kind === 'coupa_only' && failure !== null);
  return { comparisons, holds: holding?.code ?? null };
}

/**
 * The outcome with Coupa's finding counted: ours when it is an exception, since that always holds; an exception
 * under Coupa's cause when only Coupa objects; ours otherwise.
 */
export function strictOutcome(
  { outcome, primary }: MatchResult,
  coupa: CoupaVerdict | null,
): { readonly outcome: MatchOutcome; readonly primary: ExceptionCode | null } {
  const holds = coupa?.holds ?? null;
  return outcome === 'exception' || holds === null
    ? { outcome, primary }
    : { outcome: 'exception', primary: holds };
}

/**
 * Each finding once: Coupa prints those of lines on the header too, and a new one beside the resolved one before it.
 * Unresolved ones come first, so that what is settled never hides what is not.
 */
function distinctFailures(failures: readonly FailedTolerance[]): readonly FailedTolerance[] {
  const once = failures.filter(
    ({ id }, place) => id === undefined || failures.findIndex((other) => other.id === id) === place,
  );
  const open = once.filter(({ resolved }) => !resolved);
  const settled = once.filter(
    (failure) =>
      failure.resolved &&
      !open.some(({ code, lineId }) => code === failure.code && lineId === failure.lineId),
  );
  return [...open, ...settled];
}

interface Around {
  readonly input: CoupaVerdictInput;
  readonly line: LineMatch | null;
  /** Exceptions of ours that Coupa was found to have as well. */
  readonly shared: Set<MatchException>;
}

function compareFailure(failure: FailedTolerance, { input, line, shared }: Around): VerdictComparison {
  const family = familyOf(failure.code);
  const isLineGone = failure.lineId !== undefined && line === null;
  const exception = isLineGone ? undefined : sameCause(input.match, family, line);
  const told = {
    line: line?.line ?? null,
    failure,
    family,
    coupaSays: coupaWords(failure, family, line),
    allocated: family === 'quantity_received' ? allocatedWords(line, input.allocations) : null,
  };
  if (exception !== undefined) {
    shared.add(exception);
    const both = { ...told, code: exception.code, purserSays: exception.explanation };
    return failure.resolved
      ? { ...both, kind: 'purser_only', ...whyPurserAlone(exception, failure) }
      : { ...both, kind: 'agreed', doubt: null, reason: null };
  }
  const alone = {
    ...told,
    code: codeFor(family, line),
    purserSays: purserWords(family, line, input.match),
  };
  return failure.resolved
    ? { ...alone, kind: 'resolved', doubt: null, reason: null }
    : { ...alone, kind: 'coupa_only', ...whyCoupaAlone({ failure, family, line, isLineGone, ...input }) };
}

/** A finding of ours with the same cause, on the same line; on the document it is the same wherever it stands. */
function sameCause(
  { exceptions }: MatchResult,
  family: CoupaFamily,
  line: LineMatch | null,
): MatchException | undefined {
  return exceptions.find(
    ({ code, lines }) =>
      FAMILIES[family].codes.includes(code) &&
      (line === null || lines.length === 0 || lines.includes(line.line)),
  );
}

function codeFor(family: CoupaFamily, line: LineMatch | null): ExceptionCode {
  return family === 'amount' && line === null ? 'PO_AMOUNT_OVER' : FAMILIES[family].codes[0];
}

/** Coupa holds it by its status alone: a person's doing, or a rule that is no tolerance. */
function holdWithoutFailure(
  { invoice, match }: CoupaVerdictInput,
  failures: readonly VerdictComparison[],
): readonly VerdictComparison[] {
  const coupaSays = HOLD_WORDS.get(invoice.status);
  if (coupaSays === undefined || failures.some(({ failure }) => failure?.resolved === false)) return [];
  if (match.outcome === 'exception') return [];
  return [
    {
      kind: 'coupa_only',
      line: null,
      code: null,
      failure: null,
      family: null,
      coupaSays,
      purserSays: purserWords(null, null, match),
      doubt: 'status_only',
      reason: 'A person may have put it there, or a rule that is no tolerance; Coupa’s answer does not say.',
      allocated: null,
    },
  ];
}

function purserAlone(
  { invoice, match }: CoupaVerdictInput,
  failures: readonly VerdictComparison[],
  shared: ReadonlySet<MatchException>,
): readonly VerdictComparison[] {
  if (failures.length === 0 && UNCHECKED.includes(invoice.status)) return [];
  return match.exceptions
    .filter((exception) => exception.consequenceOf === null && !shared.has(exception))
    .map((exception) => ({
      kind: 'purser_only' as const,
      line: exception.line,
      code: exception.code,
      failure: null,
      family: null,
      coupaSays: 'Coupa has no failed tolerance for it.',
      purserSays: exception.explanation,
      ...whyPurserAlone(exception, null),
      allocated: null,
    }));
}
