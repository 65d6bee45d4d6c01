import type { Attachment } from '#domain/records/attachment.ts';
import type { CoupaAttachment } from '../schema/attachment.ts';
import { personName } from './person-name.ts';
import { present } from './present.ts';

/** Documents may bear hundreds; what people say of a price stands on the first few. */
const ATTACHMENTS_MAX = 50;
const TEXT_CHARACTERS_MAX = 2_000;

/** Those that say anything by their name or their text. @returns undefined when there are none. */
export function fromAttachments(
  wires: readonly CoupaAttachment[] | undefined,
): readonly Attachment[] | undefined {
  const read = (wires ?? []).slice(0, ATTACHMENTS_MAX).flatMap((wire) => fromAttachment(wire) ?? []);
  return read.length === 0 ? undefined : read;
}

function fromAttachment(wire: CoupaAttachment): Attachment | undefined {
  // The address of a file ends with its name.
  const name = wire['file-file-name'] ?? wire.file?.split('/').at(-1)?.split('?')[0];
  if (wire.id === undefined || (name === undefined && wire.text === undefined)) return undefined;
  return present<Attachment>({
    id: wire.id,
    name: name ?? '',
    text: wire.text?.slice(0, TEXT_CHARACTERS_MAX),
    createdById: wire['created-by']?.id,
    createdByName: wire['created-by'] ? personName(wire['created-by']) : undefined,
    createdAt: wire['created-at'],
  });
}
