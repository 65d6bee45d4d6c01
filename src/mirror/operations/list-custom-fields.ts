import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';
import { fieldsOf, noticesOf } from '../custom-fields/custom-field.queries.ts';

const NOTICES_MAX = 200;

/** Something that changed about a custom field. */
export const notice = z.strictObject({
  resource: z.string(),
  name: z.string(),
  change: z.enum(['appeared', 'disappeared', 'returned', 'kind_changed']),
  kind: z.string(),
  earlierKind: z.string().nullable(),
  at: z.string(),
});

/** The custom fields that Coupa's records carry here, as they were met. */
export const listCustomFields = defineOperation({
  name: 'list_custom_fields',
  summary: 'Show which custom fields records from Coupa carry, and what changed about them.',
  http: { method: 'GET', path: '/api/connection/custom-fields' },
  input: z.strictObject({ resource: z.string().max(60).optional() }),
  output: z.strictObject({
    fields: z.array(
      z.strictObject({
        resource: z.string(),
        /** Coupa's name; those of lines begin with `lines.`. */
        name: z.string(),
        /** What its values look like: `text`, `number`, `date`, `boolean`, `lookup`, `user`, `money`, `list`, `object`. */
        kind: z.string(),
        /** Living records in the mirror that carry a value. */
        records: z.number().int(),
        firstSeenAt: z.string(),
        lastSeenAt: z.string(),
        /** Since when new records lack it that used to carry it. */
        goneAt: z.string().nullable(),
      }),
    ),
    notices: z.array(notice),
  }),
  permission: 'connection.read',
  audit: { none: 'reading changes nothing, and who may read is in the roles' },

  async run({ resource }, { connectionId }, { tx }) {
    const [fields, notices] = await Promise.all([
      fieldsOf(tx, connectionId, resource),
      noticesOf(tx, connectionId, NOTICES_MAX, resource),
    ]);
    return { fields, notices };
  },
});
