/** A record that may name the contract behind it. */
interface Backed {
  readonly id: string;
  readonly contract?: { readonly id: string; readonly number?: string; readonly name?: string };
}

const NONE: readonly string[] = [];

/** Every id, number and name under which a rule of the policy may mean the contracts behind these records. */
export function contractNames(records: readonly Backed[]): readonly string[] {
  if (records.every(({ contract }) => contract === undefined)) return NONE;
  const names: string[] = [];
  for (const { contract } of records) {
    if (contract === undefined) continue;
    names.push(contract.id);
    if (contract.number !== undefined) names.push(contract.number);
    if (contract.name !== undefined) names.push(contract.name);
  }
  return names;
}
