import type { ToleranceCheck } from '../../api/contract.ts';

export type Faults = ToleranceCheck['faults'];

/** The first thing that is wrong at a place of the document or inside it. */
export function faultAt(faults: Faults, ...place: readonly (string | number)[]): string | undefined {
  return faults.find(({ path }) => place.every((part, index) => path[index] === part))?.says;
}

/** The faults of one rule, with the place inside it. */
export function faultsOfRule(faults: Faults, index: number | undefined): Faults {
  return faults
    .filter(({ path }) => path[0] === 'scoped' && path[1] === index)
    .map(({ path, says }) => ({ path: path.slice(2), says }));
}
