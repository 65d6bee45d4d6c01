import { useCallback, useState } from 'react';
import { BULK_MAX } from '../../api/approvals.ts';
import type { ApprovalRow } from '../../api/contract.ts';

export interface Selection {
  readonly rows: ReadonlyMap<string, ApprovalRow>;
  toggle(row: ApprovalRow): void;
  /** Adds rows up to the most that one bulk decision takes. */
  add(rows: readonly ApprovalRow[]): void;
  remove(ids: readonly string[]): void;
  clear(): void;
}

/** The rows a person marked. They keep their figures, so that a sum needs no other request. */
export function useSelection(): Selection {
  const [rows, setRows] = useState<ReadonlyMap<string, ApprovalRow>>(new Map());
  const add = useCallback(
    (added: readonly ApprovalRow[]) =>
      setRows((all) => new Map([...all, ...added.map((row) => [row.id, row] as const)].slice(0, BULK_MAX))),
    [],
  );
  const remove = useCallback(
    (ids: readonly string[]) => setRows((all) => new Map([...all].filter(([id]) => !ids.includes(id)))),
    [],
  );
  const toggle = useCallback(
    (row: ApprovalRow) =>
      setRows((all) => {
        const next = new Map(all);
        if (!next.delete(row.id) && next.size < BULK_MAX) next.set(row.id, row);
        return next;
      }),
    [],
  );
  return { rows, add, remove, toggle, clear: useCallback(() => setRows(new Map()), []) };
}
