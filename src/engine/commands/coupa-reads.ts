import { FROM_THE_FIRST, type PageCursor } from '#coupa/client/read/page-cursor.ts';
import type { CoupaReader } from '#coupa/client/read/reader.ts';
import { parseCoupaApproval } from '#coupa/convert/coupa-approval.ts';
import { parseCoupaComment } from '#coupa/convert/coupa-comment.ts';
import { parseCoupaInvoice } from '#coupa/convert/invoice.ts';
import { coupaApproval } from '#coupa/schema/approval.ts';
import { coupaComment } from '#coupa/schema/comment.ts';
import { fieldsOf } from '#coupa/schema/fields.ts';
import { coupaInvoice } from '#coupa/schema/invoice.ts';
import type { CoupaComment } from '#domain/records/coupa-comment.ts';
import { PurserError } from '#kernel/errors.ts';
import type { CoupaReads } from './command-definition.ts';

/** An invoice with more comments than this is somebody's mistake; 20 pages of Coupa's 50. */
const COMMENT_PAGES_MAX = 20;

const INVOICE_FIELDS = fieldsOf(coupaInvoice);
const APPROVAL_FIELDS = fieldsOf(coupaApproval);
const COMMENT_FIELDS = fieldsOf(coupaComment);

/**
 * What the write door reads from Coupa before it sends anything.
 * @param serviceUserId the Coupa user of the connection's credentials, as the capability probe found it.
 */
export function createCoupaReads(reader: CoupaReader, serviceUserId: string | undefined): CoupaReads {
  return {
    invoice: async (id) => {
      const json = await reader.get({
        resource: 'invoices',
        id,
        fields: INVOICE_FIELDS,
        priority: 'command',
      });
      return json === undefined ? undefined : parseCoupaInvoice(json, `invoice ${id}`);
    },
    approval: async (id) => {
      const json = await reader.get({
        resource: 'approvals',
        id,
        fields: APPROVAL_FIELDS,
        priority: 'command',
      });
      return json === undefined ? undefined : parseCoupaApproval(json, `approval ${id}`);
    },
    comments: (invoiceId) => listComments(reader, invoiceId),
    serviceUserId: async () => serviceUserId,
  };
}

async function listComments(reader: CoupaReader, invoiceId: string): Promise<readonly CoupaComment[]> {
  const comments: CoupaComment[] = [];
  let cursor: PageCursor = FROM_THE_FIRST;
  for (let page = 0; page < COMMENT_PAGES_MAX; page += 1) {
    const { records, unreadable, next, isLast } = await reader.listPage({
      resource: `invoices/${invoiceId}/comments`,
      fields: COMMENT_FIELDS,
      cursor,
      priority: 'command',
    });
    const [bad] = unreadable;
    // One that cannot be read may be ours: whoever cannot see all comments must not add another.
    if (bad !== undefined) throw bad.error;
    for (const record of records) {
      comments.push(parseCoupaComment(record, `comment on invoice ${invoiceId}`));
    }
    if (isLast) return comments;
    cursor = next;
  }
  throw new PurserError(
    'coupa_unreadable',
    `Invoice ${invoiceId} has more than ${COMMENT_PAGES_MAX * 50} comments; Purser cannot tell whether its own is among them.`,
  );
}
