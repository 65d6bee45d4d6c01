import type { PlainDate } from '#kernel/plain-date.ts';

/** The contract that backs a document or one line of it, as far as Coupa names it there. */
export interface ContractReference {
  readonly id: string;
  readonly number?: string;
  readonly name?: string;
  readonly startDate?: PlainDate;
  readonly endDate?: PlainDate;
  /** Coupa's own word (`published`, `expired`); only where a line of an order names it. */
  readonly status?: string;
}
