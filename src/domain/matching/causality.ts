import type { ExceptionCode } from './exception-code.ts';
import { compareNatural } from './line-facts.ts';
import type { MatchException } from './match-result.ts';
import { readBack } from './wording.ts';

/**
 * What an exception explains on the lines they share. A wrong order makes everything look wrong; goods that were
 * never ordered were not received either; and a line too dear takes the order's total with it.
 */
const EXPLAINS: Readonly<Partial<Record<ExceptionCode, readonly ExceptionCode[] | 'everything'>>> = {
  DUP_EXACT: 'everything',
  DUP_SUSPECT: [
    'QTY_OVER_ORDERED',
    'QTY_OVER_RECEIVED',
    'RECEIPT_MISSING',
    'LINE_AMOUNT_OVER',
    'PO_AMOUNT_OVER',
    'PO_CLOSED',
  ],
  // An order that was only found by searching is a guess, and so is all that differs from it.
  PO_MISSING: [
    'FREIGHT_OVER',
    'HANDLING_OVER',
    'MISC_CHARGE_OVER',
    'PRICE_OVER',
    'PRICE_UNDER',
    'RECEIPT_MISSING',
    'QTY_OVER_RECEIVED',
    'QTY_OVER_ORDERED',
    'QUALITY_REJECT',
    'LINE_AMOUNT_OVER',
    'PO_AMOUNT_OVER',
    'DATE_OUT_OF_TERM',
    'DELIVERY_DATE_VALUE',
  ],
  SUPPLIER_MISMATCH: 'everything',
  QTY_OVER_ORDERED: ['QTY_OVER_RECEIVED', 'QUALITY_REJECT', 'PO_AMOUNT_OVER'],
  LINE_AMOUNT_OVER: ['QTY_OVER_RECEIVED', 'PO_AMOUNT_OVER'],
  PRICE_OVER: ['PO_AMOUNT_OVER'],
};

/** That a bill comes twice is no consequence of the order it names: were it, each would explain the other away. */
const UNEXPLAINED: readonly ExceptionCode[] = ['DUP_EXACT', 'DUP_SUSPECT'];

/** Codes that question the document itself weigh more than any difference on it, in this order. */
const DOCUMENT_FIRST: readonly ExceptionCode[] = [
  'DUP_EXACT',
  'DUP_SUSPECT',
  'SUPPLIER_BLOCKED',
  'PO_MISSING',
  'CREDIT_UNREFERENCED',
  'PO_INVALID',
  'SUPPLIER_MISMATCH',
  'PO_CLOSED',
  'CURRENCY_MISMATCH',
  'FIELD_MISSING',
];
/** Codes that only matter when nothing graver is there, the graver first. */
const DOCUMENT_LAST: readonly ExceptionCode[] = [
  'PRICE_UNDER',
  'TAX_UNDER',
  'PO_AMOUNT_OVER',
  'PREPAY_OPEN',
  'DATE_OUT_OF_TERM',
  'DELIVERY_DATE_VALUE',
  'FREIGHT_OVER',
  'HANDLING_OVER',
  'MISC_CHARGE_OVER',
  'TOTAL_UNBALANCED',
  'TERMS_MISMATCH',
];
const BETWEEN = DOCUMENT_FIRST.length;

/**
 * Links each exception to the one that explains it, and sorts: causes before consequences, questions of the
 * document first, then differences by money, then line by line.
 */
export function inOrderOfCause(exceptions: readonly MatchException[]): readonly MatchException[] {
  if (exceptions.length < 2) return exceptions;
  const sorted = [...exceptions].sort(byWeight);
  const causes = causesByLine(sorted);
  const linked = sorted.map((entry) => {
    const cause = causeOf(entry, causes);
    return cause === undefined ? entry : { ...entry, consequenceOf: { code: cause.code, line: cause.line } };
  });
  return [
    ...linked.filter(({ consequenceOf }) => consequenceOf === null),
    ...linked.filter(({ consequenceOf }) => consequenceOf !== null),
  ];
}

/** What may explain something, by the lines it concerns; the weightier first. */
function causesByLine(sorted: readonly MatchException[]): ReadonlyMap<string, readonly MatchException[]> {
  const causes = new Map<string, MatchException[]>();
  for (const entry of sorted) {
    // equivalent: what explains nothing is asked in vain.
    if (EXPLAINS[entry.code] === undefined) continue;
    for (const line of entry.lines) {
      const group = causes.get(line);
      if (group === undefined) causes.set(line, [entry]);
      else group.push(entry);
    }
  }
  return causes;
}

/**
 * An order's total is exceeded by any one of its lines. Anything else needs its cause on every line it concerns,
 * so that looking at the first is enough to find the candidates.
 */
function causeOf(
  entry: MatchException,
  causes: ReadonlyMap<string, readonly MatchException[]>,
): MatchException | undefined {
  const isAnyLine = entry.code === 'PO_AMOUNT_OVER';
  // equivalent: any line it concerns has the candidates.
  for (const line of isAnyLine ? entry.lines : entry.lines.slice(0, 1)) {
    for (const cause of causes.get(line) ?? []) {
      const isOnAll = isAnyLine || entry.lines.every((each) => cause.lines.includes(each));
      if (isOnAll && explains(cause.code, entry.code)) return cause;
    }
  }
  return undefined;
}

function explains(cause: ExceptionCode, code: ExceptionCode): boolean {
  if (UNEXPLAINED.includes(code)) return false;
  const reach = EXPLAINS[cause];
  return reach === 'everything' ? code !== cause : reach?.includes(code) === true;
}

function byWeight(a: MatchException, b: MatchException): number {
  const byRank = rankOf(a) - rankOf(b);
  if (byRank !== 0) return byRank;
  const byMoney = readBack(b.breachAmount).cmp(readBack(a.breachAmount));
  if (byMoney !== 0) return byMoney;
  return (
    compareNatural(a.lines[0] ?? '', b.lines[0] ?? '') ||
    compareNatural(a.code, b.code) ||
    compareNatural(a.explanation, b.explanation)
  );
}

function rankOf({ code }: MatchException): number {
  const first = DOCUMENT_FIRST.indexOf(code);
  if (first >= 0) return first;
  const last = DOCUMENT_LAST.indexOf(code);
  // equivalent: only the order of ranks counts.
  return last >= 0 ? BETWEEN + 1 + last : BETWEEN;
}
