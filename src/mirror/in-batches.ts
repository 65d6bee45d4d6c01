/**
 * What a source gives, as many items at a time as have come while the consumer was at work: it waits for one, and
 * takes up to `itemsMax`. The source runs ahead by no more than that. A failure of the source comes after everything
 * it gave before.
 */
export async function* inBatches<T>(
  source: AsyncGenerator<T, void, undefined>,
  itemsMax: number,
): AsyncGenerator<readonly T[], void, undefined> {
  let waiting: T[] = [];
  let isOver = false;
  let isStopped = false;
  let failure: { readonly thrown: unknown } | undefined;
  let wakeConsumer: () => void = () => undefined;
  let wakeReader: () => void = () => undefined;

  async function readAhead(): Promise<void> {
    try {
      while (!isStopped) {
        const next = await source.next();
        if (next.done === true) break;
        waiting.push(next.value);
        wakeConsumer();
        if (waiting.length >= itemsMax) {
          await new Promise<void>((resolve) => {
            wakeReader = resolve;
          });
        }
      }
    } catch (thrown) {
      failure = { thrown };
    }
    isOver = true;
    wakeConsumer();
  }

  const reading = readAhead();
  try {
    for (;;) {
      if (waiting.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wakeConsumer = resolve;
        });
      }
      const batch = waiting;
      waiting = [];
      wakeReader();
      if (batch.length > 0) yield batch;
      else if (failure !== undefined) throw failure.thrown;
      else if (isOver) return;
    }
  } finally {
    isStopped = true;
    wakeReader();
    await source.return();
    await reading;
  }
}
