/** A supplier of the master data. */
export interface Supplier {
  readonly id: string;
  readonly name: string;
  readonly displayName?: string;
  readonly number?: string;
  /** Coupa's own word: `active`, `inactive`, `draft`. */
  readonly status: string;
  readonly paymentTermCode?: string;
  readonly taxId?: string;
  readonly holdsPayment: boolean;
  readonly createdAt?: string;
  /** Left out where it has none. */
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}
