import type { BulkTable } from '../../row.ts';
import type { Condition } from '../query.ts';
import type { BulkRequest } from './bulk-request.ts';
import { type QuickTest, quickTest } from './quick-test.ts';
import { slowTest } from './slow-test.ts';

export interface BulkTests {
  readonly byCondition: ReadonlyMap<Condition, QuickTest>;
  /** All of these at once; undefined where there are none. */
  readonly quick: QuickTest | undefined;
  /** What only the row itself can say; undefined when the quick ones say it all. */
  readonly slow: QuickTest | undefined;
}

export function testsOf(bulk: BulkTable, { conditions, isOurs, reader }: BulkRequest): BulkTests {
  const { made } = bulk;
  const byCondition = new Map<Condition, QuickTest>();
  const slow: Condition[] = [];
  for (const condition of conditions) {
    const test = quickTest(condition, made, reader);
    if (test) byCondition.set(condition, test);
    else slow.push(condition);
  }
  const isPlain = slow.length === 0 && !isOurs;
  return {
    byCondition,
    quick: allOf([...byCondition.values()]),
    slow: isPlain ? undefined : slowTest(made, { conditions: slow, isOurs, reader }),
  };
}

/** Where a row is that has happened and is as it was made at this moment: what changes during a walk is still found. */
export function thereIn({ made, changes: present }: BulkTable): QuickTest {
  const changes = present.slice();
  const created = made.column('created-at');
  if (created?.kind !== 'moment') return (position) => changes[position] === 0;
  const { seconds } = created;
  return (position) => changes[position] === 0 && seconds[position] !== 0;
}

/** A walk asks a million times: the usual one or two tests are worth a function of their own. */
function allOf(tests: readonly QuickTest[]): QuickTest | undefined {
  const [first, second, third] = tests;
  if (!second || !first) return first;
  if (!third) return (position) => first(position) && second(position);
  return (position) => tests.every((test) => test(position));
}
