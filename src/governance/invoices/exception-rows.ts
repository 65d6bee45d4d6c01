import { z } from 'zod';
import { EXCEPTION_CODES } from '#domain/matching/exception-code.ts';
import type { MatchException, MatchResult } from '#domain/matching/match-result.ts';
import type { Explanation } from './explanation.ts';

const text = z.string().nullable();

/** One exception with its figures, what it rests on, what would cure it, and what was tried. */
export const exceptionRow = z.strictObject({
  code: z.string(),
  title: z.string(),
  level: z.string(),
  /** Number of the invoice line; null when the document or several lines are meant. */
  line: text,
  lines: z.array(z.string()),
  expected: z.string(),
  actual: z.string(),
  /** In the invoice's currency; null where money does not measure it. */
  breachAmount: text,
  breachLimit: text,
  explanation: z.string(),
  counterfactual: z.string(),
  sources: z.array(z.string()),
  /** The exception of which this one is a mere consequence. */
  consequenceOf: z.strictObject({ code: z.string(), line: text }).nullable(),
  /** The ways that were tried, in order; empty for consequences and where nothing is known. */
  tried: z.array(
    z.strictObject({
      rung: z.string(),
      title: z.string(),
      found: z.string(),
      says: z.string(),
      /** Records of its own that it rests on. */
      sources: z.array(z.string()),
    }),
  ),
});

type ExceptionRow = z.output<typeof exceptionRow>;
type Step = Explanation['ladders'][number]['steps'][number];

const RUNG_TITLES: Readonly<Record<Step['rung'], string>> = {
  re_extract: 'A figure that was misread',
  order_number: 'Another order number or line',
  unit_or_basis: 'Another unit or price basis',
  tax_inside: 'Tax inside the price',
  charge_typing: 'A charge by another name',
  tier_price: 'A price by quantity',
  contract_price: 'What the contract says',
  price_change: 'A change of price that somebody agreed to',
  recent_receipt: 'A receipt booked elsewhere',
  history: 'How people settled such cases',
  ask_owner: 'Asking whoever can clear it up',
};

/** The exceptions as the match sorted them, the primary one first, each cause with the ways that were tried. */
export function toExceptionRows(match: MatchResult, explained: Explanation | undefined): ExceptionRow[] {
  const ladders = [...(explained?.ladders ?? [])];
  return match.exceptions.map((exception) => ({
    code: exception.code,
    title: EXCEPTION_CODES[exception.code].title,
    level: exception.level,
    line: exception.line,
    lines: [...exception.lines],
    expected: exception.expected,
    actual: exception.actual,
    breachAmount: exception.breachAmount,
    breachLimit: exception.breachLimit,
    explanation: exception.explanation,
    counterfactual: exception.counterfactual,
    sources: [...exception.sources],
    consequenceOf: exception.consequenceOf === null ? null : { ...exception.consequenceOf },
    tried: stepsFor(exception, ladders).map(({ sources = [], ...step }) => ({
      ...step,
      title: RUNG_TITLES[step.rung],
      sources,
    })),
  }));
}

/** Ladders come in the order of the causes; two causes of one code and line take theirs in turn. */
function stepsFor(exception: MatchException, ladders: Explanation['ladders']): readonly Step[] {
  if (exception.consequenceOf !== null) return [];
  const at = ladders.findIndex(({ code, line }) => code === exception.code && line === exception.line);
  return at < 0 ? [] : (ladders.splice(at, 1)[0]?.steps ?? []);
}
