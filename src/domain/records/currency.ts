import type { DecimalText } from '#kernel/decimal.ts';
import type { CurrencyCode } from '#kernel/money.ts';
import type { PlainDate } from '#kernel/plain-date.ts';

/** A currency as Coupa lists it. */
export interface Currency {
  readonly id: string;
  readonly code: string;
  readonly name?: string;
  readonly symbol?: string;
  /** Digits after the point. */
  readonly decimals?: string;
  readonly isEnabled: boolean;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

/** One unit of `from` is `rate` units of `to`, on that day. */
export interface ExchangeRate {
  readonly id: string;
  readonly from?: CurrencyCode;
  readonly to?: CurrencyCode;
  readonly rate?: DecimalText;
  readonly rateDate?: PlainDate;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}
