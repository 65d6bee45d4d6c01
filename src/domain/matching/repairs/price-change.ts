import type { PurchaseOrder } from '../../records/purchase-order.ts';
import type { Remark } from '../../records/remark.ts';
import { named, quoted } from '../wording.ts';
import { type PassageSubject, type PricePassage, pricePassage } from './price-passage.ts';
import { type Climb, helps, notHere, nothing, type RepairStep } from './repair-step.ts';

const RUNG = 'price_change';

/**
 * A comment or attachment in which somebody who may say so agrees to the billed price. Whoever else wrote it is quoted
 * and left to be asked: a supplier may write what it likes.
 */
export function priceChange(at: Climb): RepairStep | undefined {
  const { input, line } = at;
  if (line?.assignment.kind !== 'found') return undefined;
  const subject = subjectOf(at);
  if (subject === undefined) return undefined;
  const { order } = line.assignment;
  const { remarks } = input;
  if (remarks === undefined)
    return notHere(RUNG, 'Comments and attachments about a change of price are not at hand.');
  const found = remarks
    .filter((remark) => isAbout(remark, at, order))
    .sort(newestFirst)
    .flatMap((remark) => {
      // Where there is no other line, it need not be named.
      const lines = remark.on === 'invoice' ? input.invoice.lines : order.lines;
      const passage = pricePassage(remark.text, { ...subject, isOnlyLine: lines.length === 1 });
      return passage === undefined ? [] : [{ remark, passage, standing: standingOf(remark, at, order) }];
    });
  const withStanding = found.filter(({ standing }) => standing !== undefined);
  // The last word of those who may say so counts; a refusal is not outvoted by an earlier yes.
  const [told = found[0]] = withStanding;
  if (told === undefined)
    return nothing(RUNG, 'No comment or attachment on invoice or order tells of this price.');
  return stepFor(told, at);
}

interface Told {
  readonly remark: Remark;
  readonly passage: PricePassage;
  readonly standing: string | undefined;
}

function stepFor({ remark, passage, standing }: Told, { line }: Climb): RepairStep {
  const who = remark.authorName === undefined ? 'somebody unnamed' : named(remark.authorName);
  const when = remark.writtenOn === undefined ? '' : ` on ${remark.writtenOn}`;
  const where = remark.kind === 'comment' ? 'a comment' : 'an attachment';
  const sources = [`${remark.kind}/${remark.id}`];
  const quote = `${quoted(passage.passage)}, ${where} on the ${remark.on} by ${who}${standing === undefined ? '' : `, ${standing},`}${when}`;
  if (standing === undefined)
    return nothing(
      RUNG,
      `${quote}, who is neither buyer, requester nor approver here: ask one of them to confirm it.`,
      sources,
    );
  if (passage.reads !== 'agreed')
    return nothing(
      RUNG,
      `${quote}, reads like ${passage.reads === 'asked' ? 'a question' : 'a refusal'}, not like a yes.`,
      sources,
    );
  const place =
    line?.assignment.kind === 'found'
      ? ` of line ${named(line.assignment.orderLine.lineNumber)} of order ${named(line.assignment.order.poNumber)}`
      : '';
  return helps(
    RUNG,
    `${quote}. If that is what was agreed, have the price${place} corrected, or accept it with this as the reason.`,
    sources,
  );
}

function isAbout(remark: Remark, { input }: Climb, order: PurchaseOrder): boolean {
  return remark.documentId === (remark.on === 'invoice' ? input.invoice.id : order.id);
}

/** Ends what Purser itself writes, whichever user it writes as (engine/commands/add-comment.ts). */
const OWN_MARK = /\[purser [0-9a-f]{12}\]/;

/** In which part the author may speak for the company. Purser's own words are evidence of nothing. */
function standingOf(
  { authorId, text }: Remark,
  { input }: Climb,
  { buyerId, requesterId }: PurchaseOrder,
): string | undefined {
  if (authorId === undefined || authorId === input.ownUserId || OWN_MARK.test(text)) return undefined;
  if (authorId === buyerId) return 'who placed the order';
  if (authorId === requesterId) return 'who asked for the order';
  return input.approverIds?.includes(authorId) === true ? 'an approver of the invoice' : undefined;
}

function newestFirst(a: Remark, b: Remark): number {
  const [one, other] = [a.writtenOn ?? '', b.writtenOn ?? ''];
  if (one !== other) return one < other ? 1 : -1;
  return a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
}

function subjectOf({ input, line }: Climb): Omit<PassageSubject, 'isOnlyLine'> | undefined {
  if (line?.assignment.kind !== 'found' || line.facts.price === undefined) return undefined;
  const { orderLine } = line.assignment;
  const own = line.facts.line;
  return {
    price: line.facts.price,
    currency: input.invoice.currency,
    lineNumbers: [line.facts.number, orderLine.lineNumber],
    partNumbers: [
      orderLine.partNumber,
      orderLine.auxPartNumber,
      orderLine.manufacturerPartNumber,
      own.partNumber,
      own.auxPartNumber,
    ].filter((number) => number !== undefined),
  };
}
