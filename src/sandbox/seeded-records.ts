// The seeded company without a server: for whoever wants very many of its records and no HTTP between.
import { allResources, findPlace, resourceOf } from './catalogue/all-resources.ts';
import { seedCompany } from './company/seed-company.ts';
import type { Truth } from './company/truth.ts';
import { createState } from './state.ts';
import { chosenSelection } from './wire/selection.ts';
import { toJsonValue } from './wire/write-json.ts';

/**
 * Which company. Every invoice of it is a story of its own, also where a server of that size would tell stories again;
 * up to 6,000 invoices the same numbers give the one that `startSandbox` would serve.
 */
export interface SeededPlan {
  readonly seed: number;
  readonly invoices: number;
  readonly months: number;
  readonly now: Date;
}

export interface SeededRecords {
  readonly truth: Truth;
  /**
   * What `GET /api/{path}?fields={fields}` would answer, record by record and before it is written as text: ids are
   * numbers, decimals text.
   * @throws RangeError for a path that nobody knows.
   */
  readonly list: (path: string, fields: string) => Iterable<unknown>;
}

/** Seeds a company in memory. */
export function seededRecords(plan: SeededPlan): SeededRecords {
  const state = createState();
  const { desk } = seedCompany(state, { ...plan, firstInvoiceId: '710001', isAllTold: true });
  return {
    truth: desk.truth,
    *list(path, fields) {
      const resource = findPlace(path.split('/'))?.resource;
      if (!resource)
        throw new RangeError(`Expected a path of ${allResources.length} resources, got ${path}.`);
      const selection = chosenSelection(resource, fields, resourceOf);
      for (const row of state.rows(resource.table)) yield toJsonValue(selection, row, state);
    },
  };
}
