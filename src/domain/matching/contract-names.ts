/** A record that may name the contract behind it. */
interface Backed {
  readonly id: string;
  readonly contract?: { readonly id: string; readonly number?: string; readonly name?: string };
}

const NONE: readonly string[] = [];

/** Every id, number and name under which a rule of the policy may mean the contracts behind these records. */
export function contractNames(records: readonly Backed[]): readonly string[] {
  if (records.every(({ contract }) => contract === undefined)) return NONE;
  return records.flatMap(({ contract }) =>
    contract === undefined
      ? []
      : [contract.id, contract.number, contract.name].filter((name) => name !== undefined),
  );
}
