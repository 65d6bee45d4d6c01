/** Virtual time: nothing happens between two events, and one worker runs at a time. */
export interface Timeline {
  readonly now: () => number;
  /** Calls back at that time, unless the timeline ends before. */
  at(time: number, run: () => void): void;
  /** Starts a worker at that time; it must park in {@link sleep} or end in {@link leave}. */
  start(time: number, worker: () => void): void;
  /** Resolves after that many virtual milliseconds. The caller is taken to be parked until then. */
  sleep(ms: number): Promise<void>;
  /** To be called by a worker that ends or will never go on, so that the next event may happen. */
  leave(): void;
  /** Runs events in order until none is left or the time is up. @returns whether all events happened. */
  run(untilMs: number): Promise<boolean>;
}

interface Event {
  readonly time: number;
  readonly order: number;
  readonly run: () => void;
  /** A sleeping worker goes on: the timeline waits until it parks again. */
  readonly wakes: boolean;
}

export function createTimeline(): Timeline {
  const heap: Event[] = [];
  let now = 0;
  let order = 0;
  let parked: () => void = () => undefined;

  const push = (time: number, run: () => void, wakes: boolean): void => {
    order += 1;
    siftUp(heap, { time: Math.max(time, now), order, run, wakes });
  };

  return {
    now: () => now,
    at: (time, run) => push(time, run, false),
    start: (time, worker) => push(time, worker, true),
    sleep: (ms) =>
      new Promise((resolve) => {
        push(now + ms, resolve, true);
        parked();
      }),
    leave: () => parked(),
    run: async (untilMs) => {
      for (let event = pop(heap); event !== undefined; event = pop(heap)) {
        if (event.time > untilMs) return false;
        now = event.time;
        if (!event.wakes) {
          event.run();
          continue;
        }
        const again = new Promise<void>((resolve) => {
          parked = resolve;
        });
        event.run();
        await again;
      }
      return true;
    },
  };
}

function isBefore(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

function siftUp(heap: Event[], event: Event): void {
  let place = heap.length;
  heap.push(event);
  while (place > 0) {
    const above = (place - 1) >> 1;
    const other = heap[above];
    if (other === undefined || !isBefore(event, other)) break;
    heap[place] = other;
    place = above;
  }
  heap[place] = event;
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let place = 0;
  for (;;) {
    const left = place * 2 + 1;
    const [a, b] = [heap[left], heap[left + 1]];
    if (a === undefined) break;
    const [below, child] = b !== undefined && isBefore(b, a) ? [left + 1, b] : [left, a];
    if (!isBefore(child, last)) break;
    heap[place] = child;
    place = below;
  }
  heap[place] = last;
  return first;
}
