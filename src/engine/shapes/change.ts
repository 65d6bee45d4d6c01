/** One entry of the feed: this record of this connection may look different now. */
export interface Change {
  readonly connectionId: string;
  readonly lane: number;
  readonly seq: string;
  readonly kind: 'invoice';
  readonly subjectId: string;
  /** What moved: the invoice itself, or something it rests on. */
  readonly cause:
    | 'invoice'
    | 'purchase_order'
    | 'receipt'
    | 'approval'
    | 'supplier'
    | 'contract'
    | 'comment'
    | 'policy'
    | 'memory';
  readonly at: string;
}
