import type { MadeRows } from './made-rows.ts';
import { type BulkTable, type Cell, compareIds, type Reader, type Row } from './row.ts';
import { createTables, type Tables } from './tables.ts';

/** One line of what a person sees as a record's history. */
export interface HistoryLine {
  readonly at: string;
  readonly who: string;
  readonly what: string;
}

/** All that one accepted write changed; enough to do it again at the next start. */
export interface Effect {
  readonly rows: readonly (readonly [table: string, row: Row])[];
  readonly history: readonly (readonly [subject: string, line: HistoryLine])[];
  /** Left out when nothing was removed. */
  readonly removed?: readonly (readonly [table: string, id: string])[];
  /** Records that are new or have another status than before; left out when there are none. */
  readonly moved?: readonly (readonly [table: string, id: string])[];
}

/** A transaction in the making. Throwing inside it leaves nothing behind. */
export interface Work extends Reader {
  readonly now: string;
  /** Id of the user in whose name the work is done. */
  readonly actor: string;
  readonly put: (table: string, row: Row) => Row;
  readonly insert: (table: string, cells: Readonly<Record<string, Cell>>) => Row;
  readonly change: (table: string, id: string, cells: Readonly<Record<string, Cell>>) => Row;
  /** The few records that can be deleted; nothing may point at them any more. */
  readonly remove: (table: string, id: string) => void;
  /** A line of history for `invoices:12`. */
  readonly note: (subject: string, what: string) => void;
}

export interface State extends Reader {
  /** `commit` runs last; when it throws, for example because a disk is full, nothing has happened. */
  readonly transact: <T>(
    context: { readonly now: string; readonly actor: string },
    job: (work: Work) => T,
    commit?: (effect: Effect, result: T) => void,
  ) => T;
  readonly replay: (effect: Effect) => void;
  readonly history: (subject: string) => readonly HistoryLine[];
  /** The tables as they were some milliseconds ago: how a lagging replica answers. */
  readonly past: (atMs: number) => Reader;
  readonly count: (table: string) => number;
  /** Rows that are not made anew when they are asked for, in the order of their ids: all of them but in large companies. */
  readonly kept: (table: string) => Row[];
  readonly nextId: (table: string) => string;
  readonly skipIdsTo: (table: string, id: string) => void;
  /** Puts made rows under tables that have none of their own yet. */
  readonly layOver: (made: MadeRows) => void;
  /** Lagging reads see nothing from before this moment; for the end of seeding. */
  readonly forgetPast: () => void;
}

interface Past {
  readonly atMs: number;
  readonly before: readonly (readonly [table: string, id: string, row: Row | undefined])[];
}

/** How long the past is kept for lagging reads. */
const PAST_MS = 120_000;

/** An empty tenant. `clock` is real milliseconds, only for lagging reads. */
export function createState(clock: () => number = Date.now): State {
  const tables = createTables();
  const histories = new Map<string, HistoryLine[]>();
  const pasts: Past[] = [];

  const keep = (effect: Effect) => {
    for (const [subject, line] of effect.history) {
      const lines = histories.get(subject);
      if (lines) lines.push(line);
      else histories.set(subject, [line]);
    }
  };
  const remember = (before: Past['before']) => {
    const atMs = clock();
    while (pasts[0] && pasts[0].atMs < atMs - PAST_MS) pasts.shift();
    pasts.push({ atMs, before });
  };
  const transact: State['transact'] = (context, job, commit) => {
    const attempt = startWork(tables, context);
    try {
      const result = job(attempt.work);
      const effect = attempt.effect();
      commit?.(effect, result);
      keep(effect);
      remember(attempt.before());
      return result;
    } catch (thrown) {
      attempt.undo();
      throw thrown;
    }
  };
  let made: MadeRows | undefined;
  const { get, rows, indexed, bulk, count, kept, nextId, skipIdsTo } = tables;
  return {
    get,
    rows,
    indexed,
    bulk,
    count,
    kept,
    nextId,
    skipIdsTo,
    layOver: (below) => {
      made = below;
      tables.layOver(below);
    },
    transact,
    replay: (effect) => {
      for (const [name, row] of effect.rows) tables.store(name, row.id, row);
      for (const [name, id] of effect.removed ?? []) tables.store(name, id, undefined);
      keep(effect);
    },
    history: (subject) => [...(made?.history(subject) ?? []), ...(histories.get(subject) ?? [])],
    past: (atMs) => readPast({ get, rows, bulk }, pasts, atMs),
    forgetPast: () => {
      pasts.length = 0;
    },
  };
}

interface Attempt {
  readonly work: Work;
  readonly effect: () => Effect;
  /** Every touched row as it was, in the order of the touches. */
  readonly before: () => Past['before'];
  readonly undo: () => void;
}

function startWork(tables: Tables, context: { readonly now: string; readonly actor: string }): Attempt {
  const before = new Map<string, Past['before'][number]>();
  /** Touched rows that nobody had changed since they were made. */
  const asMade = new Set<string>();
  const history: [string, HistoryLine][] = [];
  const stamp = { 'updated-at': context.now, 'updated-by': context.actor };
  const born = Object.entries({ 'created-at': context.now, 'created-by': context.actor, ...stamp });
  const store = (name: string, id: string, row: Row | undefined) => {
    const key = `${name}:${id}`;
    if (!before.has(key)) {
      const was = tables.get(name, id);
      if (was && !tables.isKept(name, id)) asMade.add(key);
      before.set(key, [name, id, was]);
    }
    tables.store(name, id, row);
  };
  const put = (name: string, row: Row) => {
    store(name, row.id, row);
    return row;
  };
  const work: Work = {
    ...context,
    get: tables.get,
    rows: tables.rows,
    indexed: tables.indexed,
    bulk: tables.bulk,
    put,
    insert: (name, cells) => {
      const row: Record<string, Cell> & { id: string } = { ...cells, id: tables.nextId(name) };
      for (const [key, value] of born) row[key] ??= value;
      return put(name, row);
    },
    change: (name, id, cells) => {
      const row = tables.get(name, id);
      if (!row) throw new RangeError(`Expected a row ${id} in ${name}, found none.`);
      // Last, since cells are often a whole row with the times it had before.
      return put(name, { ...row, ...cells, ...stamp, id });
    },
    remove: (name, id) => store(name, id, undefined),
    note: (subject, what) => {
      const who = String(tables.get('users', context.actor)?.fullname ?? 'System');
      history.push([subject, { at: context.now, who, what }]);
    },
  };
  const touched = () => [...before.values()];
  const rowsNow = () =>
    touched().flatMap(([name, id]) => {
      const row = tables.get(name, id);
      return row ? [[name, row] as const] : [];
    });
  const removed = () =>
    touched().flatMap(([name, id, was]) => (was && !tables.get(name, id) ? [[name, id] as const] : []));
  const moved = () =>
    touched().flatMap(([name, id, was]) => {
      const status = tables.get(name, id)?.status;
      return status !== undefined && status !== was?.status ? [[name, id] as const] : [];
    });
  const effect = (): Effect => {
    const [gone, went] = [removed(), moved()];
    return {
      rows: rowsNow(),
      history,
      ...(gone.length > 0 ? { removed: gone } : {}),
      ...(went.length > 0 ? { moved: went } : {}),
    };
  };
  const undo = () => {
    for (const [name, id, row] of touched().reverse()) {
      if (asMade.has(`${name}:${id}`)) tables.letGo(name, id);
      else tables.store(name, id, row);
    }
  };
  return { work, effect, before: touched, undo };
}

const byId = (a: Row, b: Row) => compareIds(a.id, b.id);

function readPast(
  present: Pick<Reader, 'get' | 'rows' | 'bulk'>,
  pasts: readonly Past[],
  atMs: number,
): Reader {
  const older = new Map<string, Row | undefined>();
  for (const past of pasts) {
    if (past.atMs <= atMs) continue;
    // The earliest image after the moment asked for is the one that was in force then.
    for (const [name, id, row] of past.before) {
      if (!older.has(`${name}:${id}`)) older.set(`${name}:${id}`, row);
    }
  }
  const get = (name: string, id: string) => {
    const key = `${name}:${id}`;
    return older.has(key) ? older.get(key) : present.get(name, id);
  };
  return {
    get,
    *rows(name) {
      const gone = [...older].flatMap(([key, row]) =>
        row && key === `${name}:${row.id}` && !present.get(name, row.id) ? [row] : [],
      );
      const now = gone.length === 0 ? present.rows(name) : [...present.rows(name), ...gone].sort(byId);
      for (const row of now) {
        const then = get(name, row.id);
        if (then) yield then;
      }
    },
    indexed: () => undefined,
    bulk: (name): BulkTable | undefined => present.bulk(name)?.seenBy((id) => get(name, id)),
  };
}
