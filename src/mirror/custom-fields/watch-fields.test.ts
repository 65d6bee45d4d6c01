import { describe, expect, it } from 'vitest';
import type { CustomFieldKind } from '#coupa/convert/custom-field-kinds.ts';
import type { KnownField } from './custom-field.queries.ts';
import { type FieldsRead, watchFields } from './watch-fields.ts';

type Read = FieldsRead['records'][number];

const carrying = (kind: CustomFieldKind, name = 'region'): Read => ({
  isNew: true,
  carries: new Map([[name, kind]]),
  carried: new Set(),
});
const without: Read = { isNew: true, carries: new Map(), carried: new Set() };
const times = (count: number, read: Read): Read[] => Array.from({ length: count }, () => read);

/** One read after the other, each told in a list of notices. */
function story(...reads: readonly (readonly Read[])[]) {
  let fields: readonly KnownField[] = [];
  const notices = reads.map((records, place) => {
    const watched = watchFields(fields, { records, isFirstLoad: place === 0 });
    fields = watched.fields;
    return watched.notices.map(({ name, change, kind, earlierKind }) =>
      [name, change, earlierKind, kind].filter((word) => word !== null).join(' '),
    );
  });
  return { fields, notices };
}

describe('a custom field', () => {
  it('that a first load brings is no news; one that appears later is', () => {
    const { notices, fields } = story(
      [carrying('text')],
      [carrying('lookup', 'plant')],
      [carrying('lookup', 'plant')],
    );
    expect(notices).toEqual([[], ['plant appeared lookup'], []]);
    expect(fields.map(({ name, records }) => [name, records])).toEqual([
      ['region', 1],
      ['plant', 2],
    ]);
  });

  it('that every record carried has disappeared once 20 new ones in a row lack it, told once', () => {
    expect(story(times(50, carrying('text')), times(19, without)).notices[1]).toEqual([]);
    const gone = story(times(50, carrying('text')), times(20, without), times(100, without));
    expect(gone.notices).toEqual([[], ['region disappeared text'], []]);
    expect(gone.fields[0]?.isGone).toBe(true);
  });

  it('that one record in ten carried needs more than chance explains', () => {
    const spread = Array.from({ length: 100 }, (_, place) => (place % 10 === 9 ? carrying('text') : without));
    expect(story(spread, times(60, without)).notices[1]).toEqual([]);
    expect(story(spread, times(80, without)).notices[1]).toEqual(['region disappeared text']);
  });

  it('returns when a new record carries it again', () => {
    expect(story(times(30, carrying('text')), times(20, without), [carrying('text')]).notices[2]).toEqual([
      'region returned text',
    ]);
  });

  it('is not missed on records that only changed', () => {
    const changed: Read = { isNew: false, carries: new Map(), carried: new Set(['region']) };
    const { notices, fields } = story(times(30, carrying('text')), times(25, changed));
    expect(notices[1]).toEqual([]);
    expect(fields[0]?.records).toBe(5);
  });

  it('that becomes a lookup has changed its kind', () => {
    expect(story([carrying('text')], [carrying('lookup')]).notices[1]).toEqual([
      'region kind_changed text lookup',
    ]);
  });

  it('of digits only is believed to be a number once twenty records agreed, and then a text is a change', () => {
    expect(story(times(3, carrying('number')), [carrying('text')]).notices[1]).toEqual([]);
    expect(story(times(20, carrying('number')), [carrying('text')]).notices[1]).toEqual([
      'region kind_changed number text',
    ]);
    expect(story(times(20, carrying('text')), [carrying('number')]).notices[1]).toEqual([]);
  });
});
