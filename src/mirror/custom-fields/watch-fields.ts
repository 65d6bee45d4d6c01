import { type CustomFieldKind, widest } from '#coupa/convert/custom-field-kinds.ts';
import type { FieldNotice, KnownField } from './custom-field.queries.ts';

/** What one read of a list says about custom fields. */
export interface FieldsRead {
  /** For each record that is new or changed: the fields it carries now, and those it carried before. */
  readonly records: readonly {
    readonly isNew: boolean;
    readonly carries: ReadonlyMap<string, CustomFieldKind>;
    readonly carried: ReadonlySet<string>;
  }[];
  /** During a first load everything appears, which is no news. */
  readonly isFirstLoad: boolean;
}

/** Fewer new records say nothing, however common the field was. */
const MISSED_MIN = 20;
/** After so many times as many new records as it takes on average to meet the field, chance is below one in a thousand. */
const MISSED_TIMES = 7;

/**
 * What is known of the fields after a read, and what changed about them. A field has disappeared when so many new
 * records in a row lack it that chance cannot explain it, by how common it was; once one carries it again it has
 * returned. Texts that look like numbers or dates by chance are no change of kind; a field's kind only widens to text.
 */
export function watchFields(
  known: readonly KnownField[],
  { records, isFirstLoad }: FieldsRead,
): { readonly fields: readonly KnownField[]; readonly notices: readonly FieldNotice[] } {
  const fields = new Map(known.map((field) => [field.name, field]));
  const notices: FieldNotice[] = [];
  const notify = (field: KnownField, change: FieldNotice['change'], earlierKind?: CustomFieldKind): void => {
    notices.push({ name: field.name, kind: field.kind, change, earlierKind: earlierKind ?? null });
  };
  for (const { isNew, carries, carried } of records) {
    for (const [name, kind] of carries) {
      const before = fields.get(name);
      const field = seen(before, { name, kind, isNew, wasCarried: carried.has(name) });
      fields.set(name, field);
      if (before === undefined && !isFirstLoad) notify(field, 'appeared');
      if (before?.isGone === true && !field.isGone) notify(field, 'returned');
      if (before !== undefined && isOther(before, field)) notify(field, 'kind_changed', before.kind);
    }
    for (const field of fields.values()) {
      if (carries.has(field.name)) continue;
      const after = notSeen(field, { isNew, wasCarried: carried.has(field.name) });
      fields.set(field.name, after);
      if (after.isGone && !field.isGone) notify(after, 'disappeared');
    }
  }
  return { fields: [...fields.values()], notices };
}

/** That a field of text held only digits so far is believed once many records agreed on it. */
function isOther(before: KnownField, after: KnownField): boolean {
  return before.kind !== after.kind && (after.kind !== 'text' || before.records >= MISSED_MIN);
}

interface Sight {
  readonly isNew: boolean;
  readonly wasCarried: boolean;
}

function seen(
  before: KnownField | undefined,
  { name, kind, isNew, wasCarried }: Sight & { readonly name: string; readonly kind: CustomFieldKind },
): KnownField {
  const once = isNew ? 1 : 0;
  return {
    name,
    kind: widest(before?.kind, kind),
    records: (before?.records ?? 0) + (wasCarried ? 0 : 1),
    carried: (before?.carried ?? 0) + once,
    met: (before?.met ?? 0) + once,
    missed: isNew ? 0 : (before?.missed ?? 0),
    isGone: isNew ? false : (before?.isGone ?? false),
  };
}

function notSeen(field: KnownField, { isNew, wasCarried }: Sight): KnownField {
  const records = field.records - (wasCarried ? 1 : 0);
  if (!isNew) return records === field.records ? field : { ...field, records };
  const missed = field.missed + 1;
  if (field.isGone) return { ...field, records, missed };
  // How common it was is told by the time before it was missed, and so it stays should it return.
  const metBefore = field.met - field.missed;
  const isGone =
    field.carried > 0 && missed >= Math.max(MISSED_MIN, (MISSED_TIMES * metBefore) / field.carried);
  return { ...field, records, missed, isGone, met: isGone ? metBefore : field.met + 1 };
}
