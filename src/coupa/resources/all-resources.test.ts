import { describe, expect, it } from 'vitest';
import type { ExactJson } from '#kernel/exact-json.ts';
import { fieldsOf } from '../schema/fields.ts';
import type { Shape } from '../schema/shape.ts';
import { COUPA_RESOURCES, DECLARED } from './all-resources.ts';
import type { CoupaResource } from './declare.ts';
import { PLANS, planCost } from './plan.ts';

const ALL: readonly CoupaResource[] = DECLARED;
const RECORDS = 200;
/** Beyond 2^53, where a number would lose its last digit. */
const LARGE_ID = '90071992547409931';

function dice(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

/** What a tenant may send in the place of any value: nothing, or what reads as text, number and id alike. */
function anyValue(shape: Shape<unknown>, roll: (below: number) => number): ExactJson | undefined {
  const kind = roll(5);
  if (kind === 0) return undefined;
  if (kind === 1) return null;
  if (shape.inside === undefined) return kind === 2 ? '' : String(roll(1_000_000));
  if (shape.inside === 'anything')
    return { region: 'north', weight: '12.5', owner: { login: 'anna' }, tags: ['a'] };
  return record(shape.inside, roll);
}

function record(
  inside: Readonly<Record<string, Shape<unknown>>>,
  roll: (below: number) => number,
): { [key: string]: ExactJson } {
  const made: { [key: string]: ExactJson } = { 'a-field-of-the-next-release': { of: ['any', 'shape'] } };
  for (const [name, shape] of Object.entries(inside)) {
    const value = anyValue(shape, roll);
    const isList =
      value !== null && typeof value === 'object' && name.endsWith('s') && name !== 'custom-fields';
    if (value !== undefined) made[name] = isList ? [value, value] : value;
  }
  return made;
}

describe.each(ALL)('$name', ({ schema, parse, columns, kind, name, scope }) => {
  const inside = schema.inside as Readonly<Record<string, Shape<unknown>>>;

  it('reads whatever a tenant may send, and keeps every digit of the id', () => {
    const roll = dice(kind.length);
    for (let i = 0; i < RECORDS; i += 1) {
      const dated = roll(2) === 0 ? '2026-04-01T10:00:00+02:00' : null;
      const json = { ...record(inside, roll), id: LARGE_ID, 'updated-at': dated };
      const read = parse(json, name) as { id: string; updatedAt: string };
      expect(read.id).toBe(LARGE_ID);
      expect(JSON.stringify(read), JSON.stringify(json)).not.toContain('null');
    }
  });

  it('says nothing of what is not as documented, instead of losing the record', () => {
    for (const [field, shape] of Object.entries(inside)) {
      if (field === 'id' || shape.inside === undefined) continue;
      const bare = { id: '1', [field]: shape.inside === 'anything' ? 'a text' : null };
      expect(() => parse(bare, name), field).not.toThrow();
    }
    expect(parse({ id: '1', status: 'a_word_of_tomorrow', active: 'perhaps' }, name)).toMatchObject({
      id: '1',
    });
  });

  it('fills every column that must not be empty, of a record that says nothing', () => {
    const read = parse({ id: '1' }, name) as Record<string, unknown>;
    const empty = columns.filter(({ field }) => read[field] === undefined).map((column) => column.name);
    // The migration lets these be null; test/declared-tables.test.ts holds the two together.
    expect(empty.filter((column) => /^(is|can)_/.test(column))).toEqual([]);
  });

  it('asks for its key and its time of change, and for a right to read', () => {
    expect(JSON.parse(fieldsOf(schema))).toEqual(expect.arrayContaining(['id', 'updated_at']));
    expect(scope).toMatch(/^core(\.[a-z_]+)+\.read$/);
  });
});

it('names no list, table or title twice', () => {
  for (const key of ['kind', 'name', 'title'] as const) {
    const said = COUPA_RESOURCES.map((resource) => resource[key]);
    expect(said.length, key).toBe(new Set(said).size);
  }
});

it('says of every list in sentences what it unlocks, and what cannot be done without it', () => {
  for (const { unlocks, without } of COUPA_RESOURCES) {
    expect(unlocks).toMatch(/^[A-Z].*\.$/);
    expect(without).toMatch(/^[A-Z].*\.$/);
  }
});

describe('the plans', () => {
  it('leave the tenant its rate: the standard one takes less than 2 % of it', () => {
    const { requestsPerHour, shareOfLimit } = planCost(PLANS.standard);
    console.info(
      `standard plan: ${requestsPerHour.toFixed(1)} an hour, ${(shareOfLimit * 100).toFixed(2)} %`,
    );
    expect(shareOfLimit).toBeLessThan(0.02);
    expect(shareOfLimit).toBeGreaterThan(0);
  });

  it('look at documents every minute and at master data every hour, unless the quick one is chosen', () => {
    expect(PLANS.standard).toMatchObject({ hot: 60_000, master: 3_600_000 });
    const [standard, quick] = [planCost(PLANS.standard), planCost(PLANS.quick)];
    expect(quick.requestsPerHour).toBeGreaterThan(standard.requestsPerHour);
    expect(quick.shareOfLimit).toBeLessThan(0.1);
  });

  it('cost one request a look', () => {
    const [hot] = COUPA_RESOURCES.filter(({ pace }) => pace === 'hot');
    expect(hot === undefined ? 0 : planCost(PLANS.standard, [hot]).requestsPerHour).toBe(60);
  });
});
