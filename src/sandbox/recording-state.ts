import type { PlantedFault } from './company/truth.ts';
import type { State } from './state.ts';
import type { Tenant } from './tenant.ts';

/** Who does something besides the API's clients: a person on the pages, or the company that lives on. */
export interface Doer {
  readonly client: 'person' | 'live';
  readonly path: () => string;
  /** Faults planted since the last transaction, handed over once. */
  readonly takeTruth: () => readonly PlantedFault[];
}

/** The tables with a journal: what is done through them is in the ledger and survives a kill. */
export function recordingState(tenant: Tenant, doer: Doer): State {
  const { state } = tenant;
  return {
    ...state,
    transact: (context, job, commit) =>
      state.transact(context, job, (effect, result) => {
        commit?.(effect, result);
        const [table, row] = effect.rows[0] ?? ['', undefined];
        const entry = { client: doer.client, verb: 'PUT', path: doer.path(), status: 200 };
        tenant.record({
          ...entry,
          subject: row ? `${table}:${row.id}` : '',
          effect,
          truth: doer.takeTruth(),
        });
      }),
  };
}
