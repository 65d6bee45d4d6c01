import type { Attachment } from '../records/attachment.ts';
import type { CoupaComment } from '../records/coupa-comment.ts';
import type { Invoice } from '../records/invoice.ts';
import type { PurchaseOrder } from '../records/purchase-order.ts';
import type { Remark } from '../records/remark.ts';

/** Everything that somebody wrote on an invoice and its orders: comments, and attachments by name and text. */
export function remarksOn(
  invoice: Invoice,
  orders: readonly PurchaseOrder[],
  comments: readonly CoupaComment[],
): readonly Remark[] {
  return [
    ...comments.map((comment) =>
      remarkOf(comment, {
        kind: 'comment',
        on: comment.commentableType === 'OrderHeader' ? 'order' : 'invoice',
        documentId: comment.commentableId,
        text: comment.text,
      }),
    ),
    ...attached(invoice, 'invoice'),
    ...orders.flatMap((order) => attached(order, 'order')),
  ];
}

function attached(
  { id, attachments = [] }: { readonly id: string; readonly attachments?: readonly Attachment[] },
  on: Remark['on'],
): readonly Remark[] {
  return attachments.map((attachment) =>
    remarkOf(attachment, {
      kind: 'attachment',
      on,
      documentId: id,
      // A name has no blanks where words end, and ends with what kind of file it is.
      text: [attachment.name.replace(/\.[a-z]{2,5}$/i, '').replace(/[_+]/g, ' '), attachment.text ?? '']
        .filter((part) => part !== '')
        .join('\n'),
    }),
  );
}

interface Written {
  readonly id: string;
  readonly createdById?: string;
  readonly createdByName?: string;
  readonly createdAt?: string;
}

function remarkOf(
  { id, createdById, createdByName, createdAt }: Written,
  said: Pick<Remark, 'kind' | 'on' | 'documentId' | 'text'>,
): Remark {
  return {
    id,
    ...said,
    ...(createdById === undefined ? {} : { authorId: createdById }),
    ...(createdByName === undefined ? {} : { authorName: createdByName }),
    ...(createdAt === undefined ? {} : { writtenOn: createdAt.slice(0, 10) }),
  };
}
