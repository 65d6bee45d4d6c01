// Long work in slices, so that others are answered in between.
import { setImmediate as othersFirst } from 'node:timers/promises';

/** Long enough that the pauses cost little. A request takes some turns to come in and out, and waits as many slices. */
const SLICE_MS = 3;

export interface Pace {
  /** True when it is somebody else's turn: `await pace.pause()` then. Cheap enough for every thousandth step. */
  readonly isOver: () => boolean;
  readonly pause: () => Promise<void>;
}

export function startPace(): Pace {
  let since = performance.now();
  return {
    isOver: () => performance.now() - since > SLICE_MS,
    pause: async () => {
      await othersFirst();
      since = performance.now();
    },
  };
}

const queues = new WeakMap<object, Promise<void>>();

/** One scan of a thing at a time: two would take as long together and make everybody else wait for both. */
export async function inTurn<T>(thing: object, job: () => Promise<T>): Promise<T> {
  const before = queues.get(thing);
  let finish = () => {};
  queues.set(
    thing,
    new Promise((resolve) => {
      finish = resolve;
    }),
  );
  await before;
  try {
    return await job();
  } finally {
    finish();
  }
}

const RUN = 2_000;

/** Sorts very many items: short runs first, which are then merged. */
export async function sortInSlices<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
  pace: Pace,
): Promise<readonly T[]> {
  let sorted = [...items];
  for (let at = 0; at < sorted.length; at += RUN) {
    const run = sorted.slice(at, at + RUN).sort(compare);
    for (const [index, item] of run.entries()) sorted[at + index] = item;
    if (pace.isOver()) await pace.pause();
  }
  for (let width = RUN; width < sorted.length; width *= 2)
    sorted = await mergeRuns(sorted, width, compare, pace);
  return sorted;
}

async function mergeRuns<T>(
  items: readonly T[],
  width: number,
  compare: (a: T, b: T) => number,
  pace: Pace,
): Promise<T[]> {
  const merged: T[] = [];
  for (let start = 0; start < items.length; start += 2 * width) {
    const middle = Math.min(start + width, items.length);
    const end = Math.min(middle + width, items.length);
    let [left, right] = [start, middle];
    while (left < middle || right < end) {
      const isLeft = right >= end || (left < middle && compare(items[left] as T, items[right] as T) <= 0);
      merged.push(items[isLeft ? left++ : right++] as T);
      if (merged.length % 1_024 === 0 && pace.isOver()) await pace.pause();
    }
  }
  return merged;
}
