import { type Cell, compareIds, type Reader, type Row } from './row.ts';

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
}

/** A transaction in the making. Throwing inside it leaves nothing behind. */
export interface Work extends Reader {
  readonly now: string;
  /** Id of the user in whose name the work is done. */
  readonly actor: string;
  readonly put: (table: string, row: Row) => Row;
  readonly insert: (table: string, cells: Readonly<Record<string, Cell>>) => Row;
  readonly change: (table: string, id: string, cells: Readonly<Record<string, Cell>>) => Row;
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
  readonly skipIdsTo: (table: string, id: string) => void;
  /** Lagging reads see nothing from before this moment; for the end of seeding. */
  readonly forgetPast: () => void;
}

interface Table {
  readonly rows: Map<string, Row>;
  nextId: bigint;
  readonly indexes: Map<string, Map<string, string[]>>;
}

interface Past {
  readonly atMs: number;
  readonly before: readonly (readonly [table: string, id: string, row: Row | undefined])[];
}

/** How long the past is kept for lagging reads. */
const PAST_MS = 120_000;

/** Fields by which rows are looked up so often that a scan would cost too much. */
const INDEXED: Readonly<Record<string, readonly string[]>> = {
  approvals: ['approvable-id'],
  comments: ['commentable-id'],
  'invoice-lines': ['order-line-id'],
  'receiving-transactions': ['order-line'],
  'order-lines': ['order-header-id'],
  attachments: ['owner'],
  invoices: ['supplier'],
  'order-header-revisions': ['purchase-order'],
};

/** An empty tenant. `clock` is real milliseconds, only for lagging reads. */
export function createState(clock: () => number = Date.now): State {
  const tables = new Map<string, Table>();
  const histories = new Map<string, HistoryLine[]>();
  const pasts: Past[] = [];

  const table = (name: string): Table => {
    const known = tables.get(name);
    if (known) return known;
    const indexes = new Map((INDEXED[name] ?? []).map((field) => [field, new Map<string, string[]>()]));
    const created: Table = { rows: new Map(), nextId: 1n, indexes };
    tables.set(name, created);
    return created;
  };
  const get = (name: string, id: string) => table(name).rows.get(id);
  const rows = (name: string) => table(name).rows.values();
  const indexed = (name: string, field: string, value: string) => {
    const index = table(name).indexes.get(field);
    return index ? (index.get(value) ?? []) : undefined;
  };
  const store = (name: string, id: string, row: Row | undefined) => {
    const into = table(name);
    const before = into.rows.get(id);
    for (const [field, index] of into.indexes) moveInIndex(index, id, before?.[field], row?.[field]);
    if (row) into.rows.set(id, row);
    else into.rows.delete(id);
    if (row && BigInt(id) >= into.nextId) into.nextId = BigInt(id) + 1n;
  };
  const addHistory = (subject: string, line: HistoryLine) => {
    const lines = histories.get(subject);
    if (lines) lines.push(line);
    else histories.set(subject, [line]);
  };

  const transact: State['transact'] = (context, job, commit) => {
    const before = new Map<string, readonly [string, string, Row | undefined]>();
    const history: [string, HistoryLine][] = [];
    const put = (name: string, row: Row) => {
      const key = `${name}:${row.id}`;
      if (!before.has(key)) before.set(key, [name, row.id, get(name, row.id)]);
      store(name, row.id, row);
      return row;
    };
    const stamp = { 'updated-at': context.now, 'updated-by': context.actor };
    const work: Work = {
      ...context,
      get,
      rows,
      indexed,
      put,
      insert: (name, cells) => {
        const id = String(table(name).nextId);
        return put(name, {
          'created-at': context.now,
          'created-by': context.actor,
          ...stamp,
          ...cells,
          id,
        });
      },
      change: (name, id, cells) => {
        const row = get(name, id);
        if (!row) throw new RangeError(`Expected a row ${id} in ${name}, found none.`);
        return put(name, { ...row, ...stamp, ...cells, id });
      },
      note: (subject, what) => {
        const who = get('users', context.actor);
        history.push([subject, { at: context.now, who: String(who?.fullname ?? 'System'), what }]);
      },
    };
    try {
      const result = job(work);
      const effectRows = [...before.values()].flatMap(([name, id]) => {
        const row = get(name, id);
        return row ? [[name, row] as const] : [];
      });
      commit?.({ rows: effectRows, history }, result);
      for (const [subject, line] of history) addHistory(subject, line);
      remember([...before.values()]);
      return result;
    } catch (thrown) {
      for (const [name, id, row] of [...before.values()].reverse()) store(name, id, row);
      throw thrown;
    }
  };

  const remember = (before: Past['before']) => {
    const atMs = clock();
    while (pasts[0] && pasts[0].atMs < atMs - PAST_MS) pasts.shift();
    pasts.push({ atMs, before });
  };

  return {
    get,
    rows,
    indexed,
    transact,
    replay: (effect) => {
      for (const [name, row] of effect.rows) store(name, row.id, row);
      for (const [subject, line] of effect.history) addHistory(subject, line);
    },
    history: (subject) => histories.get(subject) ?? [],
    past: (atMs) => readPast({ get, rows }, pasts, atMs),
    count: (name) => table(name).rows.size,
    skipIdsTo: (name, id) => {
      table(name).nextId = BigInt(id);
    },
    forgetPast: () => {
      pasts.length = 0;
    },
  };
}

function moveInIndex(index: Map<string, string[]>, id: string, from: Cell | undefined, to: Cell | undefined) {
  if (from === to) return;
  if (typeof from === 'string')
    index.set(
      from,
      (index.get(from) ?? []).filter((known) => known !== id),
    );
  if (typeof to !== 'string') return;
  const ids = index.get(to);
  if (!ids) index.set(to, [id]);
  else {
    const last = ids.at(-1);
    ids.push(id);
    if (last !== undefined && compareIds(last, id) > 0) ids.sort(compareIds);
  }
}

function readPast(present: Pick<Reader, 'get' | 'rows'>, pasts: readonly Past[], atMs: number): Reader {
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
      for (const row of present.rows(name)) {
        const then = get(name, row.id);
        if (then) yield then;
      }
    },
    indexed: () => undefined,
  };
}
