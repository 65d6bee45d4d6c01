import type { Reader, Row } from '../../row.ts';
import type { Condition } from '../query.ts';

/** What a list asks of a table of which most rows are made when they are asked for. */
export interface BulkRequest {
  readonly conditions: readonly Condition[];
  readonly isOurs: ((row: Row) => boolean) | undefined;
  /** All conditions at once. */
  readonly matches: (row: Row) => boolean;
  readonly order: { readonly by: string; readonly kind: string; readonly isDescending: boolean };
  readonly offset: number;
  readonly limit: number;
  readonly reader: Reader;
}

/** Steps of a walk between two looks at the clock: many where each is a few reads, some where a row is looked at. */
export const QUICK_STEPS = 1_024;
export const SLOW_STEPS = 64;
