// One clock for the whole tenant: tokens, journal, timestamps, lagging reads and later life go by it.

/** The tenant's time. It goes as real time does, and can be moved on. */
export interface TenantClock {
  readonly now: () => Date;
  /** Moves it on, never back. */
  readonly move: (ms: number) => void;
  /** By how much it was moved in all. */
  readonly movedMs: () => number;
}

/** @param movedMs where it stood at the last end, for a company that goes on. */
export function createClock(real: () => Date, movedMs = 0): TenantClock {
  let moved = movedMs;
  return {
    now: () => new Date(real().getTime() + moved),
    move: (ms) => {
      if (!(ms >= 0)) throw new RangeError(`Expected a time to move on by, found ${ms} ms.`);
      moved += ms;
    },
    movedMs: () => moved,
  };
}
