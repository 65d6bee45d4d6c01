import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import type { MatchMode } from './match-result.ts';

/**
 * How far one difference may go. A limit is always stated: zero means zero, and what has no limit says `unlimited`.
 * With both a rate and an amount, `all` wants both kept (the stricter decides), `any` is content with one, and
 * `cap` is a rate that never exceeds the amount. `all` and `cap` let the same differences through.
 */
export type Limit =
  | { readonly mode: 'rate'; readonly rate: DecimalText }
  | { readonly mode: 'amount'; readonly amount: DecimalText }
  | { readonly mode: 'all' | 'any' | 'cap'; readonly rate: DecimalText; readonly amount: DecimalText }
  | { readonly mode: 'unlimited' };

/** The differences that can be measured. Rates are fractions (0.02 is 2 %), amounts in the policy's currency. */
export interface Limits {
  /** Unit price above the order's; the amount is price difference times quantity, summed per order line. */
  readonly priceOver: Limit;
  /** Unit price below the order's. Beyond it a wrong item or price basis is likelier than a gift. */
  readonly priceUnder: Limit;
  /** Billed to date beyond received; the amount is the excess at the order's price. */
  readonly quantityOverReceived: Limit;
  /** Billed to date beyond ordered; the amount is the excess at the order's price. */
  readonly quantityOverOrdered: Limit;
  /** Amount lines: billed to date beyond the order line's amount. */
  readonly lineAmountOver: Limit;
  /** Charges that no order line covers; the rate is of the invoice's goods and services. */
  readonly freightOver: Limit;
  readonly handlingOver: Limit;
  readonly miscChargeOver: Limit;
}

/** What is judged line by line. */
export type LineLimit =
  | 'priceOver'
  | 'priceUnder'
  | 'quantityOverReceived'
  | 'quantityOverOrdered'
  | 'lineAmountOver';

/** What is judged once a document, and so falls under rules about suppliers and entities only. */
export type DocumentLimit =
  | 'freightOver'
  | 'handlingOver'
  | 'miscChargeOver'
  | 'documentCap'
  | 'orderToDateOver';

/** Everything a rule may state a limit for. */
export type LimitKey = LineLimit | DocumentLimit;

/**
 * Limits for some invoices or lines only. Every condition it names must hold; the more specific rule wins, and of two
 * that are equally specific the stricter.
 */
export interface ScopedLimits {
  /** How it is called where it decided; left out, it is called by its position, such as `rule 2`. */
  readonly name?: string;
  /** First and last day in force, both included. The day of the decision counts, else the day of the invoice. */
  readonly from?: PlainDate;
  readonly until?: PlainDate;
  readonly orderLineIds?: readonly string[];
  /** Ids, numbers or names of contracts behind the order line, its order or the invoice line. */
  readonly contracts?: readonly string[];
  readonly supplierIds?: readonly string[];
  /** Names, here and below, are compared without regard to case. */
  readonly commodities?: readonly string[];
  /** Chart of accounts or business unit that is billed. */
  readonly entities?: readonly string[];
  /** Units of the order line. */
  readonly units?: readonly string[];
  /** Those for charges only where suppliers and entities are all the conditions; so the two below. */
  readonly limits: Partial<Limits>;
  readonly documentCap?: DecimalText;
  readonly orderToDateOver?: Limit;
}

/** What a match mode holds for; an item comes before a commodity, then supplier, then chart of accounts. */
export interface ModeScope {
  readonly itemIds?: readonly string[];
  readonly commodities?: readonly string[];
  readonly supplierIds?: readonly string[];
  readonly entities?: readonly string[];
}

/** The whole tolerance policy: what is stored, versioned, exported and handed to `match` as `tolerances`. */
export interface TolerancePolicy {
  readonly format: 1;
  readonly name: string;
  /** Currency of all amounts; left out: each invoice's own. */
  readonly currency?: CurrencyCode;
  /** Units of that currency that one unit of `currency` is worth; without a rate an amount counts as zero. */
  readonly rates?: Readonly<Record<CurrencyCode, DecimalText>>;
  readonly limits: Limits;
  readonly scoped: readonly ScopedLimits[];
  /** Sum of what lines and charges add up to, against the gross total. */
  readonly rounding: {
    readonly perLine: DecimalText;
    readonly max: DecimalText;
    /** Flat, for currencies without decimals. */
    readonly maxWithoutDecimals: DecimalText;
  };
  /** Tax against its own rates; left out: as in the starter policy. */
  readonly tax?: {
    readonly perLine: DecimalText;
    readonly perDocument: DecimalText;
  };
  /** The most that tolerated over-charges of all lines of one invoice may add up to. */
  readonly documentCap: DecimalText;
  /** All invoices on one order together, against its total; asked once an order is billed more than once. */
  readonly orderToDateOver: Limit;
  /** With which documents order lines are compared that do not say so themselves; left out: all three ways. */
  readonly matchModes?: Partial<Readonly<Record<MatchMode, ModeScope>>>;
  /** Whole days by which a service may lie outside the term of its order or contract; left out: none. */
  readonly daysOutsideTerm?: string;
  /** Value times days of a delivery before its date; left out or unlimited: not asked. */
  readonly deliveryEarlyValue?: Extract<Limit, { readonly mode: 'amount' | 'unlimited' }>;
  /** What another exchange rate than the order's costs; left out or unlimited: reported, not judged. */
  readonly fxOver?: Limit;
}

/** Two cents are the rounding of a line by another rule; an amount below 1.00 a document is not worth a letter. */
export const STARTER_TAX = { perLine: '0.02', perDocument: '1.00' } as const;

/** Defaults that can be defended before any history is known: cautious on money, blind to a rounding cent. */
export const STARTER_POLICY: TolerancePolicy = {
  format: 1,
  name: 'Starter policy',
  limits: {
    priceOver: { mode: 'cap', rate: '0.02', amount: '50' },
    priceUnder: { mode: 'rate', rate: '0.10' },
    quantityOverReceived: { mode: 'rate', rate: '0' },
    quantityOverOrdered: { mode: 'rate', rate: '0' },
    lineAmountOver: { mode: 'rate', rate: '0' },
    freightOver: { mode: 'any', rate: '0.03', amount: '50' },
    handlingOver: { mode: 'amount', amount: '0' },
    miscChargeOver: { mode: 'amount', amount: '0' },
  },
  scoped: [
    {
      // What is weighed or poured is never delivered to the gram.
      // With the codes that e-invoices use for the same units (UN/ECE recommendation 20).
      units: [
        ...['KG', 'G', 'T', 'TON', 'TO', 'MT', 'LB', 'LBS', 'L', 'LTR', 'HL', 'GAL', 'M3', 'CBM'],
        ...['KGM', 'GRM', 'TNE', 'LBR', 'HLT', 'GLL', 'MTQ'],
      ],
      limits: { quantityOverReceived: { mode: 'rate', rate: '0.005' } },
    },
  ],
  rounding: { perLine: '0.01', max: '0.05', maxWithoutDecimals: '1.00' },
  tax: STARTER_TAX,
  documentCap: '250',
  orderToDateOver: { mode: 'cap', rate: '0.01', amount: '1000' },
};
