// Attachments and image scans: the only calls that carry files.
import { assertContent } from './actions/attachments.ts';
import {
  type ApiAnswer,
  answerList,
  answerRows,
  type Call,
  demand,
  missing,
  queryOf,
  unsupported,
  write,
  writeRecord,
} from './api-call.ts';
import { allResources, resourceOf } from './catalogue/all-resources.ts';
import type { Resource } from './catalogue/resource.ts';
import { Refusal } from './refusal.ts';
import type { Cell, Row } from './row.ts';
import { textOf } from './row.ts';
import type { Work } from './state.ts';
import { readBody } from './wire/read-body.ts';
import { readMultipart } from './wire/read-multipart.ts';

const FIELDS = ['type', 'intent', 'text', 'url', 'linked-to'] as const;

/** `/api/{resource}/{id}/attachments`, and the bytes of one of them. Attachments are written once, and can be deleted. */
export function answerAttachments(
  call: Call,
  resource: Resource,
  row: Row | undefined,
  id: string | undefined,
): ApiAnswer {
  const attachments = resourceOf('attachments');
  const { read, update = read } = resource.scopes;
  demand(call, call.method === 'GET' ? read : update);
  if (!row) throw missing();
  const owner = `${resource.table}:${row.id}`;
  if (call.method === 'POST' && id === undefined) {
    return writeRecord(call, attachments, 201, (work) =>
      addAttachment(work, owner, call.bytes, call.contentType),
    );
  }
  const mine = (call.deps.state.indexed('attachments', 'owner', owner) ?? []).flatMap(
    (key) => call.deps.reader.get('attachments', key) ?? [],
  );
  const one = mine.find((attachment) => attachment.id === id);
  if (id !== undefined && !one) throw missing();
  if (call.method === 'DELETE' && one) return deleteAttachment(call, one);
  if (call.method !== 'GET')
    throw new Refusal(405, { attachment: ['You cannot update attachments via the API'] });
  return one ? fileAnswer(one) : answerRows(call, attachments, mine);
}

/** What the parameter `attachable_type` calls the documents of each table. */
const ATTACHABLE: Readonly<Record<string, string>> = {
  InvoiceHeader: 'invoices',
  OrderHeader: 'purchase-orders',
  OrderLine: 'order-lines',
  RequisitionHeader: 'requisitions',
  RequisitionLine: 'requisition-lines',
  ExpenseReport: 'expense-reports',
  ExpenseLine: 'expense-lines',
  InventoryTransaction: 'receiving-transactions',
  Supplier: 'suppliers',
  Contract: 'contracts',
  User: 'users',
  Comment: 'comments',
};

/** `/api/attachments`: those of all documents that the caller may read, by their own ids. */
export function answerAllAttachments(call: Call, [id, ...rest]: readonly string[]): ApiAnswer {
  if (rest.length > 0) throw missing();
  const attachments = resourceOf('attachments');
  const type = queryOf(call).get('attachable-type');
  const table = type === undefined ? undefined : (ATTACHABLE[type] ?? '');
  const isOurs = (row: Row) => isReadable(call, row) && (table === undefined || tableOf(row) === table);
  if (id === undefined) {
    if (call.method !== 'GET') throw unsupported(call);
    if (!allResources.some((resource) => resource.hasAttachments && mayRead(call, resource)))
      demand(call, ['core.invoice.read']);
    return answerList({ ...call, pairs: withoutType(call.pairs) }, attachments, isOurs);
  }
  const one = call.deps.reader.get('attachments', id);
  if (!one || !isOurs(one)) throw missing();
  if (call.method === 'GET') return fileAnswer(one);
  const { update } = resourceOf(tableOf(one)).scopes;
  demand(call, update);
  if (call.method === 'DELETE') return deleteAttachment(call, one);
  throw new Refusal(405, { attachment: ['You cannot update attachments via the API'] });
}

const tableOf = (attachment: Row) => textOf(attachment, 'owner').split(':')[0] ?? '';
const mayRead = (call: Call, { scopes }: Resource) =>
  scopes.read?.some((scope) => call.caller.scopes.has(scope)) ?? false;
const isReadable = (call: Call, row: Row) => tableOf(row) !== '' && mayRead(call, resourceOf(tableOf(row)));
const withoutType = (pairs: Call['pairs']) =>
  pairs.filter(([key]) => key.replaceAll('-', '_') !== 'attachable_type');

function deleteAttachment(call: Call, attachment: Row): ApiAnswer {
  return write(call, 200, (work) => {
    work.remove('attachments', attachment.id);
    work.note(textOf(attachment, 'owner'), 'attachment deleted');
    return { resource: resourceOf('attachments'), rows: [], subject: `attachments:${attachment.id}` };
  });
}

/** A new attachment of `owner` (`invoices:12`) from multipart fields `attachment[…]` or from a plain body. */
function addAttachment(work: Work, owner: string, bytes: Buffer, contentType: string): Row {
  const cells: Record<string, Cell> = { owner };
  if (contentType.includes('multipart/form-data')) {
    for (const part of readMultipart(bytes, contentType)) {
      const key = /^attachment\[([\w-]+)\]$/.exec(part.name)?.[1]?.replaceAll('_', '-') ?? part.name;
      if (key === 'file')
        Object.assign(cells, fileCells(part.fileName ?? 'file', part.contentType, part.bytes));
      else if ((FIELDS as readonly string[]).includes(key)) cells[key] = part.bytes.toString('utf8');
    }
  } else {
    const sent = readBody(bytes.toString('utf8'), contentType);
    const body = (sent.attachment ?? sent) as typeof sent;
    for (const field of FIELDS) if (typeof body[field] === 'string') cells[field] = body[field];
  }
  const type = String(cells.type ?? (cells.file ? 'file' : ''));
  assertContent({ ...cells, type });
  work.note(owner, 'attachment added');
  return work.insert('attachments', { ...cells, type, intent: cells.intent ?? 'Internal' });
}

function fileCells(name: string, contentType: string, bytes: Buffer): Record<string, Cell> {
  return {
    file: name,
    'content-type': contentType,
    'content-size': String(bytes.length),
    content: bytes.toString('base64'),
  };
}

/** The file itself. */
function fileAnswer(attachment: Row): ApiAnswer {
  if (!attachment.file) throw new Refusal(400, { attachment: ['Attachment does not have a file attached'] });
  return {
    status: 200,
    contentType: textOf(attachment, 'content-type') || 'application/octet-stream',
    body: Buffer.from(textOf(attachment, 'content'), 'base64'),
  };
}

/** `PUT …/image_scan` and `GET …/retrieve_image_scan` of an invoice. */
export function answerImageScan(
  call: Call,
  resource: Resource,
  row: Row | undefined,
  verb: string,
): ApiAnswer {
  if (call.method === 'GET' && verb === 'retrieve_image_scan') {
    demand(call, resource.scopes.read);
    if (!row) throw missing();
    return imageScanAnswer(row);
  }
  if (call.method !== 'PUT' || verb !== 'image_scan') throw missing();
  demand(call, resource.scopes.update);
  if (!row) throw missing();
  return writeRecord(call, resource, 200, (work) => setImageScan(work, row, call.bytes, call.contentType));
}

/** `PUT …/image_scan` with the multipart field `file`, or an address in the body. */
function setImageScan(work: Work, invoice: Row, bytes: Buffer, contentType: string): Row {
  if (!contentType.includes('multipart/form-data')) {
    const url = readBody(bytes.toString('utf8'), contentType)['image-scan-url'];
    if (typeof url !== 'string' || !/^https?:\/\//.test(url)) {
      throw new Refusal(400, {
        'invoice-header': ["Image scan url must begin with 'http://' or 'https://'"],
      });
    }
    return work.change('invoices', invoice.id, { 'image-scan-url': url, 'image-scan': url });
  }
  const file = readMultipart(bytes, contentType).find(
    (part) => part.name === 'file' && part.fileName !== undefined,
  );
  if (!file) throw new Refusal(400, { 'invoice-header': ["File can't be blank"] });
  work.note(`invoices:${invoice.id}`, 'image scan added');
  return work.change('invoices', invoice.id, {
    'image-scan': file.fileName ?? '',
    'image-scan-file-name': file.fileName ?? '',
    'image-scan-content-type': file.contentType,
    'scan-content': file.bytes.toString('base64'),
  });
}

function imageScanAnswer(invoice: Row): ApiAnswer {
  const content = textOf(invoice, 'scan-content');
  if (content === '') throw new Refusal(404, { 'invoice-header': ['Invoice does not have an image scan'] });
  const contentType = textOf(invoice, 'image-scan-content-type');
  return { status: 200, contentType, body: Buffer.from(content, 'base64') };
}

/** `POST|PUT …/legal_agreement` with the multipart field `file`, and `GET …/retrieve_legal_agreement`. */
export function answerLegalAgreement(
  call: Call,
  resource: Resource,
  row: Row | undefined,
  verb: string,
): ApiAnswer {
  const isRead = call.method === 'GET' && verb === 'retrieve_legal_agreement';
  if (!isRead && (verb !== 'legal_agreement' || !['POST', 'PUT'].includes(call.method))) throw missing();
  demand(call, isRead ? resource.scopes.read : resource.scopes.update);
  if (!row) throw missing();
  if (isRead) {
    const content = textOf(row, 'agreement-content');
    if (content === '') throw missing();
    const contentType = textOf(row, 'agreement-content-type');
    return { status: 200, contentType, body: Buffer.from(content, 'base64') };
  }
  const parts = call.contentType.includes('multipart/form-data')
    ? readMultipart(call.bytes, call.contentType)
    : [];
  const file = parts.find((part) => part.fileName !== undefined);
  if (!file) throw new Refusal(400, { [resource.root]: ["File can't be blank"] });
  return writeRecord(call, resource, 200, (work) =>
    work.change(resource.table, row.id, {
      'legal-agreement': file.fileName ?? '',
      'agreement-content-type': file.contentType,
      'agreement-content': file.bytes.toString('base64'),
    }),
  );
}
