import type { ContractReference } from '#domain/records/contract-reference.ts';
import type { CoupaContractReference } from '../schema/contract.ts';
import { present } from './present.ts';

/** The contract a document names; one without an id is none. */
export function fromContractReference(
  wire: CoupaContractReference | undefined,
): ContractReference | undefined {
  if (wire?.id === undefined) return undefined;
  return present<ContractReference>({
    id: wire.id,
    number: wire.number,
    name: wire.name,
    startDate: wire['start-date'],
    endDate: wire['end-date'],
    status: wire.status,
  });
}
