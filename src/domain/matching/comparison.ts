import type { Decimal } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import { type Allowance, type AmountReader, allowance, type Excess, strictest } from './allowance.ts';
import { contractNames } from './contract-names.ts';
import { EXCEPTION_CODES, type ExceptionCode } from './exception-code.ts';
import { type LimitInForce, limitsFor } from './limits-in-force.ts';
import type { LineFacts } from './line-facts.ts';
import type { MatchException, Variance } from './match-result.ts';
import type { CrossReference } from './memory.ts';
import type { OrderLineStanding } from './order-line-standing.ts';
import type { DocumentLimit, LineLimit, TolerancePolicy } from './tolerance.ts';
import { limitText, money, moneyText, named, quantity, quantityText } from './wording.ts';

/** What every comparison of one invoice needs. */
export interface ComparisonContext {
  readonly invoiceId: string;
  readonly supplierId: string | undefined;
  /** Chart of accounts or business unit that is billed. */
  readonly entity: string | undefined;
  /** The day whose rules of the policy count. */
  readonly day: PlainDate | undefined;
  readonly currency: CurrencyCode | undefined;
  readonly policy: TolerancePolicy;
  readonly amounts: AmountReader;
  /** What this supplier calls our articles, as people confirmed it. */
  readonly crossReferences: readonly CrossReference[];
}

/** What lines of this invoice that come first have used up of an order line. */
export interface Used {
  /** In the standing's measure; credits of the invoice are in it from the start. */
  readonly quantity: Decimal;
  /** Money charged above the order's price so far. */
  readonly overcharge: Decimal;
}

/** One invoice line against its order line. */
export interface Subject {
  readonly facts: LineFacts;
  readonly standing: OrderLineStanding;
  /** What the line bills, in the standing's measure. */
  readonly taken: Decimal;
  readonly used: Used;
  readonly context: ComparisonContext;
}

/** What one comparison adds to a line. */
export interface Part {
  readonly variances: readonly Variance[];
  readonly exceptions: readonly MatchException[];
}

export const NOTHING: Part = { variances: [], exceptions: [] };

/** The policy's word on a difference, with the rule that spoke. */
export type Judged = Allowance & { readonly rule: string };

/** The policy's word on a difference of a line. */
export function judge({ facts, standing, context }: Subject, key: LineLimit, excess: Excess): Judged {
  const { order, orderLine } = standing;
  const limits = limitsFor(context.policy, key, {
    day: context.day,
    supplierId: context.supplierId,
    entity: context.entity,
    commodity: orderLine.commodity,
    unit: orderLine.unitOfMeasure,
    orderLineId: orderLine.id,
    contracts: contractNames([orderLine, order, facts.line]),
  });
  return judgeBy(limits, excess, context);
}

/** The policy's word on a difference of the document, or of an order. */
export function judgeDocument(context: ComparisonContext, key: DocumentLimit, excess: Excess): Judged {
  const { day, supplierId, entity } = context;
  return judgeBy(limitsFor(context.policy, key, { day, supplierId, entity }), excess, context);
}

function judgeBy(
  limits: readonly LimitInForce[],
  excess: Excess,
  { amounts }: Pick<ComparisonContext, 'amounts'>,
): Judged {
  return strictest(limits.map(({ rule, limit }) => ({ ...allowance(limit, excess, amounts), rule })));
}

/** What differs between exceptions; the rest follows from code and place. */
export interface ExceptionDraft {
  readonly code: ExceptionCode;
  readonly expected: string;
  readonly actual: string;
  readonly breachAmount?: Decimal | undefined;
  readonly breachLimit?: Decimal | undefined;
  readonly explanation: string;
  readonly counterfactual: string;
  /** Beside the invoice line and the order line. */
  readonly sources?: readonly string[];
}

/** An exception of one invoice line. */
export function lineException(
  facts: LineFacts,
  draft: ExceptionDraft,
  context: Pick<ComparisonContext, 'invoiceId' | 'currency'>,
): MatchException {
  const source = `invoice/${context.invoiceId}/line/${facts.number}`;
  return {
    ...documentException({ ...draft, sources: [source, ...(draft.sources ?? [])] }, context),
    // Even a code that mostly concerns the document is about this one line here.
    level: EXCEPTION_CODES[draft.code].level === 'header' ? 'line' : EXCEPTION_CODES[draft.code].level,
    line: facts.number,
    lines: [facts.number],
  };
}

/** An exception of the document, or of the lines named. */
export function documentException(
  draft: ExceptionDraft & { readonly lines?: readonly string[] },
  { currency }: Pick<ComparisonContext, 'currency'>,
): MatchException {
  const lines = draft.lines ?? [];
  return {
    code: draft.code,
    level: EXCEPTION_CODES[draft.code].level,
    line: lines.length === 1 ? (lines[0] ?? null) : null,
    lines,
    expected: draft.expected,
    actual: draft.actual,
    breachAmount: draft.breachAmount === undefined ? null : moneyText(draft.breachAmount, currency),
    breachLimit: draft.breachLimit === undefined ? null : limitText(draft.breachLimit, currency),
    explanation: draft.explanation,
    counterfactual: draft.counterfactual,
    sources: draft.sources ?? [],
    consequenceOf: null,
  };
}

/** `order line 1` */
export function orderLineName({ orderLine, order }: OrderLineStanding): string {
  return `line ${named(orderLine.lineNumber)} of order ${named(order.poNumber)}`;
}

export function orderLineSource({ orderLine, order }: OrderLineStanding): string {
  return `purchase_order/${order.id}/line/${orderLine.lineNumber}`;
}

/** A quantity with its unit, or an amount with its currency, whichever the standing compares. */
export function measure(
  value: Decimal,
  { standing, context }: Pick<Subject, 'standing' | 'context'>,
): string {
  return standing.basis === 'quantity'
    ? quantity(value, standing.orderLine.unitOfMeasure)
    : money(value, context.currency);
}

/** The same without unit or currency. */
export function measureText(
  value: Decimal,
  { standing, context }: Pick<Subject, 'standing' | 'context'>,
): string {
  return standing.basis === 'quantity' ? quantityText(value) : moneyText(value, context.currency);
}
