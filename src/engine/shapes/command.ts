/**
 * The closed list of what Purser can do in Coupa, named after Coupa's own actions. A new power is a new member
 * here, and shows in review. Ids are Coupa's, as text.
 */
export type CoupaCommand =
  | { readonly kind: 'invoice.submit'; readonly invoiceId: string }
  | { readonly kind: 'invoice.revalidate_tolerances'; readonly invoiceId: string }
  | {
      readonly kind: 'invoice.dispute';
      readonly invoiceId: string;
      /** Code of a dispute reason that is configured and active in the tenant. */
      readonly reasonCode: string;
      readonly comment: string;
    }
  | {
      readonly kind: 'approval.approve' | 'approval.reject' | 'approval.hold';
      readonly invoiceId: string;
      readonly approvalId: string;
      readonly reason: string;
    }
  | { readonly kind: 'comment.add'; readonly invoiceId: string; readonly text: string }
  | {
      readonly kind: 'custom_field.set';
      readonly invoiceId: string;
      readonly field: string;
      readonly value: string;
    };

export type CommandKind = CoupaCommand['kind'];

/** What a person has to do by hand where Coupa's API has no command for it. */
export interface TaskDraft {
  readonly title: string;
  /** In order, each a sentence a tired person can follow. */
  readonly steps: readonly string[];
  /** The record to open in Coupa, as `invoice/4711`. */
  readonly record: string;
  /** The task closes itself when the mirror sees the invoice in one of these statuses. */
  readonly closesWhenStatus: readonly string[];
}
