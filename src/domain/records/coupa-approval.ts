/** One step of an approval chain in Coupa. `approval` alone is our own word: a person deciding on a proposal. */
export interface CoupaApproval {
  readonly id: string;
  /** `InvoiceHeader`, `RequisitionHeader` …, as Coupa names classes. */
  readonly approvableType: string;
  readonly approvableId: string;
  /** `pending_approval`, `approved`, `rejected`, `hold`; unknown words pass through. */
  readonly status: string;
  readonly approverId?: string;
  readonly approverName?: string;
  readonly position?: string;
  readonly note?: string;
  readonly updatedAt: string;
}
