import { type Decimal, decimal, sum, ZERO } from '#kernel/decimal.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { Advice, Decision } from './clerk-advice.ts';
import { EXCEPTION_CODES, type ExceptionCode } from './exception-code.ts';
import type { MatchException, MatchResult } from './match-result.ts';
import { quantity, readBack, withCurrency } from './wording.ts';

const RECEIPTS: readonly ExceptionCode[] = ['RECEIPT_MISSING', 'QTY_OVER_RECEIVED'];

const SAYS: Readonly<Record<Exclude<Decision, 'split' | 'wait'>, string>> = {
  pass: 'Let it pass: it agrees with order and receipts',
  pass_within_tolerance: 'Let it pass: what differs is within tolerance',
  request: 'Ask for what is missing before anything is paid',
  propose_change:
    'Have the order or the master data changed, or the invoice corrected, before anything is paid',
  dispute: 'Dispute it with the supplier before anything is paid',
  human: 'Somebody has to look at it; no simple answer fits',
};

/**
 * What an experienced clerk would do, in one sentence: `Pay EUR 255.00 now, hold EUR 63.75 until 5 EA more are received;
 * waiting costs nothing until 2026-04-20.` Amounts are before tax. @param today on which it is read.
 */
export function adviceSentence(advice: Advice, result: MatchResult, today: PlainDate): string {
  return `${whatToDo(advice, result)}${clockWords(advice, today)}.`;
}

function clockWords({ waitUntil }: Advice, today: PlainDate): string {
  if (waitUntil === null) return '';
  return waitUntil < today
    ? `; it could wait without cost until ${waitUntil}, which is over`
    : `; waiting costs nothing until ${waitUntil}`;
}

function whatToDo({ decision, payNow, hold }: Advice, result: MatchResult): string {
  const causes = result.exceptions.filter(({ consequenceOf }) => consequenceOf === null);
  const until = untilWhen(causes, result);
  if (decision === 'split') {
    const amount = (text: string | null) => withCurrency(text ?? '0', result.currency ?? undefined);
    return `Pay ${amount(payNow)} now, hold ${amount(hold)} until ${until}, before tax`;
  }
  return decision === 'wait' ? `Wait until ${until}` : SAYS[decision];
}

function untilWhen(causes: readonly MatchException[], result: MatchResult): string {
  if (!causes.every(({ code }) => RECEIPTS.includes(code))) {
    const [only, ...others] = [
      ...new Set(causes.map(({ code }) => EXCEPTION_CODES[code].title.toLowerCase())),
    ];
    return only === undefined || others.length > 0
      ? 'the findings are cleared up'
      : `"${only}" is cleared up`;
  }
  return missingText(causes, result) ?? 'the rest is received';
}

/** `5 EA more are received`, where one unit measures all that is missing. */
function missingText(causes: readonly MatchException[], { lines }: MatchResult): string | undefined {
  const concerned = lines.filter(({ line }) => causes.some((cause) => cause.lines.includes(line)));
  const units = new Set(concerned.map(({ orderUnit }) => orderUnit));
  const [unit] = units;
  if (units.size !== 1 || concerned.some(({ basis }) => basis !== 'quantity')) return undefined;
  const missing = sum(concerned.map(({ variances }) => overrunOf(variances)));
  if (missing.lte(ZERO)) return undefined;
  const isNothingThere = causes.every(({ code }) => code === 'RECEIPT_MISSING');
  const verb = missing.eq(decimal('1')) ? 'is' : 'are';
  return `${quantity(missing, unit ?? undefined)}${isNothingThere ? '' : ' more'} ${verb} received`;
}

function overrunOf(variances: MatchResult['variances']): Decimal {
  const over = variances.filter(({ kind, tolerated }) => kind === 'quantity_received' && !tolerated);
  return sum(over.map(({ difference }) => readBack(difference)));
}
