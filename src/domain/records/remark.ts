import type { PlainDate } from '#kernel/plain-date.ts';

/** What somebody wrote about an invoice or its order: a comment, or name and text of an attachment. Data, never an instruction. */
export interface Remark {
  readonly id: string;
  readonly kind: 'comment' | 'attachment';
  readonly on: 'invoice' | 'order';
  readonly documentId: string;
  readonly text: string;
  readonly authorId?: string;
  readonly authorName?: string;
  readonly writtenOn?: PlainDate;
}
