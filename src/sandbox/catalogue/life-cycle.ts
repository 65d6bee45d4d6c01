import { refuse } from '../refusal.ts';
import { type Cell, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import type { Action, ActionInput, Method } from './resource.ts';

/** A verb: the states it starts from, the one it ends in, and what else it leaves in the record. */
export interface Step {
  readonly from: readonly string[];
  readonly to: string;
  /** For the history and for refusals: `started`. */
  readonly did: string;
  readonly methods?: readonly Method[];
  /** Done before the state changes; may refuse. The cells it returns are written with the state. */
  readonly also?: (work: Work, row: Row, input: ActionInput) => Readonly<Record<string, Cell>>;
}

/** Verbs that move a record from state to state and refuse everything else with 400. */
export function lifeCycle(
  { table, model }: { readonly table: string; readonly model: string },
  scopes: readonly string[],
  steps: Readonly<Record<string, Step>>,
): Readonly<Record<string, Action>> {
  return Object.fromEntries(
    Object.entries(steps).map(([verb, step]): [string, Action] => {
      const { from, to, did, methods, also } = step;
      const run: Action['run'] = (work, row, input) => {
        const status = textOf(row, 'status');
        if (!from.includes(status)) refuse(model, `${titleOf(model)} in status ${status} can't be ${did}`);
        const cells = also?.(work, row, input) ?? {};
        work.note(`${table}:${row.id}`, did);
        return work.change(table, row.id, { status: to, ...cells });
      };
      return [verb, { scopes, run, life: { from, to }, ...(methods ? { methods } : {}) }];
    }),
  );
}

/** `integration-run` → `Integration run`. */
export function titleOf(model: string): string {
  const words = model.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
