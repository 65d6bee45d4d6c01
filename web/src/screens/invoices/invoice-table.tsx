import { Link, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { InvoiceRow } from '../../api/contract.ts';
import { Absent, Moment, MoneyText, ShortDate } from '../../ui/figures.tsx';
import { fromSnake } from '../../ui/format/words.ts';
import { useKeys } from '../../ui/keys/key-provider.tsx';
import { VerdictChip } from '../../ui/state-chip.tsx';
import { useIsPhone } from '../../ui/use-phone.ts';

interface Props {
  readonly rows: readonly InvoiceRow[];
  readonly total: number;
  readonly sort: 'updated' | 'due' | 'amount';
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

const ROW_HEIGHT = 47;
const ROW_HEIGHT_PHONE = 96;
const OVERSCAN = 12;
const LOAD_AHEAD = 30;

/** Invoices as a table of which only what is in view is in the page. */
export function InvoiceTable({ rows, total, sort, hasMore, isLoadingMore, onMore }: Props) {
  const isPhone = useIsPhone();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () =>
      isPhone ? (scroller.current?.closest<HTMLElement>('.invoices') ?? null) : scroller.current,
    scrollMargin: isPhone ? (scroller.current?.closest<HTMLElement>('.invoices-card')?.offsetTop ?? 0) : 0,
    estimateSize: () => (isPhone ? ROW_HEIGHT_PHONE : ROW_HEIGHT),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: OVERSCAN,
    scrollPaddingStart: 34,
  });
  const margin = virtual.options.scrollMargin;
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1);
  useEffect(() => {
    if (last !== undefined && hasMore && !isLoadingMore && last.index > rows.length - LOAD_AHEAD) onMore();
  }, [last, hasMore, isLoadingMore, onMore, rows.length]);

  const navigate = useNavigate();
  const current = Math.min(at, rows.length - 1);
  const step = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, current + by));
    setAt(next);
    virtual.scrollToIndex(next);
  };
  const open = (row: InvoiceRow | undefined) =>
    row !== undefined && void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: row.id } });
  useKeys([
    { keys: ['j', 'ArrowDown'], does: 'Next', group: 'Invoices', repeats: true, run: () => step(1) },
    { keys: ['k', 'ArrowUp'], does: 'Previous', group: 'Invoices', repeats: true, run: () => step(-1) },
    { keys: ['Enter'], does: 'Open', group: 'Invoices', run: () => open(rows[current]) },
  ]);

  return (
    <div className="card invoices-card">
      <div className="invoices-scroll" ref={scroller}>
        <table className="tbl fixed tall cards invoice-list" aria-label="Invoices" aria-rowcount={total + 1}>
          <colgroup>
            <col style={{ width: '30%' }} />
            <col style={{ width: '17%' }} />
            <col style={{ width: 140 }} />
            <col style={{ width: 150 }} />
            <col style={{ width: 110 }} />
            <col style={{ width: 110 }} />
            <col style={{ width: 140 }} />
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">Supplier, invoice</th>
              <th scope="col">Status in Coupa</th>
              <th scope="col" className="num" aria-sort={sort === 'amount' ? 'descending' : undefined}>
                Amount{sort === 'amount' && ' ↓'}
              </th>
              <th scope="col">Match</th>
              <th scope="col">Invoice date</th>
              <th scope="col" aria-sort={sort === 'due' ? 'ascending' : undefined}>
                Due{sort === 'due' && ' ↑'}
              </th>
              <th scope="col" aria-sort={sort === 'updated' ? 'descending' : undefined}>
                Changed{sort === 'updated' && ' ↓'}
              </th>
            </tr>
          </thead>
          <tbody>
            <Gap height={(shown[0]?.start ?? margin) - margin} />
            {shown.map(({ index, key }) => {
              const row = rows[index];
              return row === undefined ? null : (
                <tr
                  key={key}
                  data-index={index}
                  ref={isPhone ? virtual.measureElement : undefined}
                  className={index === current && !isPhone ? 'cursor' : ''}
                  aria-rowindex={index + 2}
                  onClick={() => {
                    setAt(index);
                    open(row);
                  }}
                >
                  <InvoiceCells row={row} />
                </tr>
              );
            })}
            <Gap height={virtual.getTotalSize() - ((last?.end ?? margin) - margin)} />
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Gap({ height }: { height: number }) {
  return height <= 0 ? null : (
    <tr className="gap">
      <td colSpan={7} style={{ height }} />
    </tr>
  );
}

function InvoiceCells({ row }: { row: InvoiceRow }) {
  return (
    <>
      <th scope="row" className="i-who">
        <div className="two">
          <Link
            className="row-link medium"
            to="/invoices/$invoiceId"
            params={{ invoiceId: row.id }}
            title={row.supplierName ?? undefined}
            onClick={(event) => event.stopPropagation()}
          >
            {row.supplierName ?? 'Supplier unknown'}
          </Link>
          <span>
            <span className="mono">{row.invoiceNumber === '' ? 'no number' : row.invoiceNumber}</span>
            {row.entityName !== null && ` · ${row.entityName}`}
          </span>
        </div>
      </th>
      <td className="i-status">{fromSnake(row.status)}</td>
      <td className="i-amount num">
        <MoneyText money={row.amount} />
      </td>
      <td className="i-match">
        {row.verdict === null ? <Absent says="not compared yet" /> : <VerdictChip verdict={row.verdict} />}
      </td>
      <td className="desk">{row.invoiceDate === null ? <Absent /> : <ShortDate date={row.invoiceDate} />}</td>
      <td className="i-due">
        {row.netDueDate === null ? (
          <Absent />
        ) : (
          <>
            <span className="phone">Due </span>
            <ShortDate date={row.netDueDate} />
          </>
        )}
      </td>
      <td className="desk soft">
        <Moment at={row.updatedAt} />
      </td>
    </>
  );
}
