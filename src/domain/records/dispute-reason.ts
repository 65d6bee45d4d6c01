/** Why an invoice may be put to its supplier, as configured in Coupa. A dispute names it by its code. */
export interface DisputeReason {
  readonly id: string;
  readonly code: string;
  readonly description?: string;
  readonly updatedAt: string;
}
