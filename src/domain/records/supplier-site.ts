/** A place of a supplier that orders go to. What opens its electronic door is never read. */
export interface SupplierSite {
  readonly id: string;
  readonly code?: string;
  readonly name?: string;
  readonly supplierId?: string;
  readonly isActive: boolean;
  /** Set while the buyer lets no order go there. */
  readonly isOnHold: boolean;
  readonly paymentTermCode?: string;
  readonly shippingTermCode?: string;
  readonly poEmail?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

/** What a supplier says of itself before it becomes master data. Tax numbers and bank details are never read. */
export interface SupplierInformation {
  readonly id: string;
  readonly name: string;
  readonly displayName?: string;
  /** Coupa's own word: `draft`, `information_requested`, `pending_approval`, `approved`, `declined`. */
  readonly status: string;
  readonly supplierId?: string;
  readonly supplierNumber?: string;
  readonly website?: string;
  readonly paymentTermCode?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}
