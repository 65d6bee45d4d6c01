import type { MemoryRow } from '../../api/memory.ts';

/** What was learned about one supplier. */
export interface SupplierMemory {
  readonly supplierId: string;
  readonly supplierName: string;
  readonly rows: readonly MemoryRow[];
}

/** The rows by supplier, in the order in which the list gives them. */
export function groupBySupplier(rows: readonly MemoryRow[]): readonly SupplierMemory[] {
  const groups = new Map<string, { supplierId: string; supplierName: string; rows: MemoryRow[] }>();
  for (const row of rows) {
    const { supplierId, supplierName } = row;
    const group = groups.get(supplierId);
    if (group === undefined) groups.set(supplierId, { supplierId, supplierName, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}
