import type { State } from '../state.ts';
import type { Masters } from './master-data.ts';
import type { SupplierData } from './supplier-data.ts';
import type { Truth } from './truth.ts';

/** A supplier that the company does business with. */
export interface Party {
  readonly data: SupplierData;
  readonly id: string;
}

/** Where documents are written, and where what is true about them is written down in the same transaction. */
export interface Desk {
  readonly state: State;
  readonly masters: Masters;
  readonly truth: Truth;
}

/** People who play in a story: of the buying entity, where it has any. */
export interface Cast {
  readonly buyer: string;
  readonly requester: string;
  readonly receiver: string;
  readonly clerk: string;
}
