/** An address of the company: where goods or invoices go. */
export interface Address {
  readonly id: string;
  readonly name?: string;
  readonly locationCode?: string;
  readonly street1?: string;
  readonly street2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postalCode?: string;
  readonly countryCode?: string;
  readonly vatNumber?: string;
  readonly isActive: boolean;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

/** Where a supplier wants its money, all of one supplier under the supplier's id: Coupa lists them with it only. */
export interface SupplierRemitTo {
  readonly id: string;
  readonly supplierName?: string;
  readonly addresses: readonly RemitToAddress[];
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

export interface RemitToAddress {
  readonly id?: string;
  readonly remitToCode?: string;
  readonly name?: string;
  readonly street1?: string;
  readonly street2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postalCode?: string;
  readonly countryCode?: string;
  readonly vatNumber?: string;
  readonly isActive: boolean;
}
