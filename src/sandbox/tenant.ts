import type { Accepted } from './api-call.ts';
import type { TenantRules } from './catalogue/resource.ts';
import type { PlantedFault } from './company/truth.ts';
import type { Journal, JournalRecord, LedgerEntry } from './journal.ts';
import type { ClientAccount } from './oauth.ts';
import type { Effect, State } from './state.ts';

/** One accepted change before it has a number. */
export interface NewEntry extends Accepted {
  readonly client: string;
  readonly verb: string;
  readonly path: string;
  readonly truth?: readonly PlantedFault[];
}

/** The running company: its tables, its rules, its ledger and who may call. */
export interface Tenant {
  readonly state: State;
  readonly rules: () => TenantRules;
  readonly setRules: (rules: Partial<TenantRules>) => void;
  readonly oauth: {
    /** The first is the one that the env file names. */
    readonly clients: readonly [ClientAccount, ...ClientAccount[]];
    readonly key: Buffer;
  };
  /** Adds a client, or replaces the one of that id. */
  readonly putClient: (client: ClientAccount) => void;
  /** Takes one away; the first stays. @returns whether there was one. */
  readonly removeClient: (clientId: string) => boolean;
  /** Writes the entry to the journal, then tells the listeners. */
  readonly record: (entry: NewEntry) => void;
  readonly ledger: () => readonly LedgerEntry[];
  readonly truth: readonly PlantedFault[];
}

export interface TenantParts {
  readonly state: State;
  readonly account: ClientAccount;
  readonly key: Buffer;
  /** Faults of the seeded company; those of later events are added. */
  readonly truth: PlantedFault[];
  readonly clock: () => Date;
  readonly onEffect: (effect: Effect) => void;
  readonly onTruth: () => void;
  readonly openJournal: ((replay: (record: JournalRecord) => void) => Journal) | undefined;
}

/** Brings the company to where its journal left it and lets it go on from there. */
export function openTenant(parts: TenantParts): Tenant & { readonly close: () => void } {
  let rules: TenantRules = { hasUniqueInvoiceNumbers: true };
  let clients: readonly [ClientAccount, ...ClientAccount[]] = [parts.account];
  const ledger: LedgerEntry[] = [];
  const keep = ({ effect: _effect, truth, ...entry }: JournalRecord) => {
    ledger.push(entry);
    if (truth) parts.truth.push(...truth);
  };
  const journal = parts.openJournal?.((record) => {
    parts.state.replay(record.effect);
    keep(record);
  });
  return {
    state: parts.state,
    rules: () => rules,
    setRules: (changed) => {
      rules = { ...rules, ...changed };
    },
    oauth: {
      key: parts.key,
      get clients() {
        return clients;
      },
    },
    putClient: (client) => {
      const [first, ...others] = clients;
      if (client.clientId === first.clientId) clients = [{ ...first, ...client }, ...others];
      else clients = [first, ...others.filter((one) => one.clientId !== client.clientId), client];
    },
    removeClient: (clientId) => {
      const [first, ...others] = clients;
      clients = [first, ...others.filter((one) => one.clientId !== clientId)];
      return clients.length <= others.length;
    },
    record: (entry) => {
      const { effect, truth, ...rest } = entry;
      const numbered = { n: ledger.length + 1, at: parts.clock().toISOString(), ...rest };
      const record: JournalRecord = { ...numbered, effect, ...(truth?.length ? { truth } : {}) };
      journal?.append(record);
      keep(record);
      parts.onEffect(effect);
      if (truth?.length) parts.onTruth();
    },
    ledger: () => ledger,
    truth: parts.truth,
    close: () => journal?.close(),
  };
}
