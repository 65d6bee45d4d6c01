import { listOf, objectOf, reference, type Wire } from './shape.ts';
import { looseInstant, optionalId, text } from './wire.ts';

/**
 * An attachment as a document lists it: its name, and what was written with it. The file itself is never read.
 * @see Coupa Compass, Integration Technical Documentation, "Attachments API" (read 2026-04-09)
 */
export const coupaAttachment = objectOf({
  id: optionalId,
  'file-file-name': text,
  file: text,
  text,
  'created-by': reference({ id: optionalId, login: text, fullname: text, firstname: text, lastname: text }),
  'created-at': looseInstant,
});

export const attachmentList = listOf(coupaAttachment);

/** An attachment that passed {@link coupaAttachment}. */
export type CoupaAttachment = Wire<typeof coupaAttachment>;
