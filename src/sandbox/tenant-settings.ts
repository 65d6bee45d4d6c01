// What the tenant's profile says of rules that run inside transactions: kept as a row, so that work can read it.
import { type PlainObject, type Reader, textOf } from './row.ts';
import type { State } from './state.ts';
import type { ChainStep, TenantProfile } from './tenant-profile.ts';

const TABLE = 'tenant-settings';
const ID = '1';

/** Set at each start, after the journal was replayed; not a change that anybody made. */
export function keepSettings(state: State, profile: TenantProfile | undefined, now: string): void {
  if (profile === undefined) return;
  const chain: readonly PlainObject[] | null = profile.approvals?.map((step) => ({ ...step })) ?? null;
  state.transact({ now, actor: '1' }, (work) => work.put(TABLE, { id: ID, chain, ...profile.tolerances }));
}

export function settingOf(reader: Pick<Reader, 'get'>, name: string, standard: string): string {
  return textOf(reader.get(TABLE, ID), name) || standard;
}

/** The chain of the profile; undefined: the tenant's usual one. */
export function chainOf(reader: Pick<Reader, 'get'>): readonly ChainStep[] | undefined {
  const chain = reader.get(TABLE, ID)?.chain;
  // Written above, from steps.
  return Array.isArray(chain) ? (chain as unknown as readonly ChainStep[]) : undefined;
}
