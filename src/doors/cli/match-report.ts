import type { CoupaVerdict, VerdictComparison } from '#domain/matching/coupa-verdict.ts';
import { EXCEPTION_CODES } from '#domain/matching/exception-code.ts';
import type { MatchExplanation } from '#domain/matching/explain-match.ts';
import type { LineMatch, MatchException, MatchResult, Variance } from '#domain/matching/match-result.ts';
import { nextStep } from '#domain/matching/next-step.ts';
import { payableSentence, verdictSentence } from '#domain/matching/summary.ts';
import type { Invoice } from '#domain/records/invoice.ts';

/** What a report tells besides the match. */
export interface Reported {
  readonly invoice: Invoice;
  readonly coupa: CoupaVerdict;
  readonly explanation: MatchExplanation;
}

/** The answer of `match --json`; its names are a contract that scripts rely on. */
export function matchDocument(result: MatchResult, { invoice, coupa, explanation }: Reported): object {
  const { advice, ladders, receipts } = explanation;
  return {
    outcome: result.outcome,
    primary: result.primary,
    exceptions: result.exceptions.map(exceptionDocument),
    lines: result.lines.map(lineDocument),
    variances: result.variances.map(varianceDocument),
    currency: result.currency,
    at_risk: result.atRisk,
    payable_now: result.payableNow,
    proposal: {
      action: nextStep(invoice.status, result, { isOurs: false, isPaid: invoice.paid, coupa }),
      summary: [verdictSentence(result), payableSentence(result)]
        .filter((text) => text !== undefined)
        .join(' '),
      would_match: result.exceptions.filter(isCause).map(({ counterfactual }) => counterfactual),
      decision: advice.decision,
      pay_now: advice.payNow,
      hold: advice.hold,
      wait_until: advice.waitUntil,
    },
    repairs: ladders.map(({ code, line, steps }) => ({
      code,
      line: numberOf(line),
      steps: steps.map(({ sources = [], ...step }) => ({ ...step, sources })),
    })),
    receipts: receipts.map(({ line, receiptId, receivedDate, reference, quantity }) => ({
      line: numberOf(line),
      receipt_id: receiptId,
      received_date: receivedDate,
      reference,
      quantity,
    })),
    learnable: result.learnable,
    coupa: {
      holds: coupa.holds,
      comparisons: coupa.comparisons.map(comparisonDocument),
    },
  };
}

function comparisonDocument(comparison: VerdictComparison): object {
  const { kind, line, code, failure, coupaSays, purserSays, doubt, reason, allocated } = comparison;
  return {
    kind,
    line: numberOf(line),
    code,
    coupa_code: failure?.code ?? null,
    resolved: failure?.resolved ?? null,
    breach_amount: failure?.breachAmount ?? failure?.breachAmountText ?? null,
    breach_limit: failure?.breachLimit ?? failure?.breachLimitText ?? null,
    breach_details: failure?.details ?? [],
    coupa_says: coupaSays,
    purser_says: purserSays,
    doubt,
    reason,
    allocated,
  };
}

function exceptionDocument(exception: MatchException): object {
  const { code, level, line, lines, expected, actual, explanation, counterfactual, sources } = exception;
  const cause = exception.consequenceOf;
  return {
    code,
    level,
    line: numberOf(line),
    lines: lines.map(numberOf),
    expected,
    actual,
    breach_amount: exception.breachAmount,
    breach_limit: exception.breachLimit,
    explanation,
    counterfactual,
    sources,
    consequence_of: cause === null ? null : { code: cause.code, line: numberOf(cause.line) },
  };
}

function lineDocument(match: LineMatch): object {
  const { outcome, codes, mode, basis, unit, invoiced, ordered, received, open } = match;
  return {
    line: numberOf(match.line),
    order_line_id: match.orderLineId,
    assignment_margin: match.assignmentMargin,
    variances: match.variances.map(varianceDocument),
    outcome,
    codes,
    po_number: match.poNumber,
    order_line: numberOf(match.orderLineNumber),
    mode,
    basis,
    unit,
    order_unit: match.orderUnit,
    invoiced,
    ordered,
    billed_before: match.billedBefore,
    received,
    open,
    ...(match.adjustments === undefined ? {} : { adjustments: match.adjustments }),
    ...(match.foundBy === undefined ? {} : { found_by: match.foundBy }),
    ...(match.type === undefined ? {} : { type: match.type }),
  };
}

function varianceDocument({ limitAmount, ...variance }: Variance): object {
  return { ...variance, limit_amount: limitAmount };
}

/** Coupa numbers lines with integers, and so does the answer; any other name stays the text it is. */
function numberOf(line: string | null): number | string | null {
  return line !== null && /^(0|[1-9]\d{0,14})$/.test(line) ? Number(line) : line;
}

function isCause({ consequenceOf }: MatchException): boolean {
  return consequenceOf === null;
}

const HEADINGS = [
  'Line',
  'Order line',
  'Billed',
  'Before',
  'Received',
  'Ordered',
  'Price',
  'Order price',
  'Result',
];

/** The same for a person at a terminal. */
export function matchTable(result: MatchResult, coupa: CoupaVerdict): string {
  const rows = [HEADINGS, ...result.lines.map(rowOf)];
  const widths = HEADINGS.map((_heading, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const told = result.exceptions.map(
    (exception) =>
      `${exception.code} (${EXCEPTION_CODES[exception.code].title})${isCause(exception) ? '' : `, a consequence of ${exception.consequenceOf?.code}`}\n  ${exception.explanation}\n  ${exception.counterfactual}`,
  );
  const payable = payableSentence(result);
  const differing = coupa.comparisons.filter(
    ({ kind, failure }) => kind === 'coupa_only' && failure !== null,
  );
  const doubted = differing.map(
    ({ coupaSays, reason }) =>
      `Coupa says otherwise: ${withoutControls(coupaSays)}\n  ${withoutControls(reason ?? '')}`,
  );
  return `${[
    `${result.outcome.replaceAll('_', ' ')}: ${verdictSentence(result)}`,
    table.join('\n'),
    ...told,
    ...doubted,
    ...(payable === undefined ? [] : [payable]),
  ].join('\n\n')}\n`;
}

function rowOf(match: LineMatch): string[] {
  const isAmount = match.basis === 'amount';
  const cells = [
    match.line,
    match.orderLineNumber === null ? null : `${match.poNumber} / ${match.orderLineNumber}`,
    isAmount ? match.invoiced.amount : match.invoiced.quantity,
    match.billedBefore,
    match.received,
    isAmount ? match.ordered.amount : match.ordered.quantity,
    match.invoiced.price,
    match.ordered.price,
    match.codes.length > 0 ? match.codes.join(', ') : match.outcome.replaceAll('_', ' '),
  ];
  return cells.map((cell) => printable(cell ?? '–'));
}

/** A terminal must not obey what a supplier wrote into an order number. */
function printable(text: string): string {
  return withoutControls(text).slice(0, 60);
}

function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}
