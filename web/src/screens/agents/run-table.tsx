import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunRow } from '../../api/contract.ts';
import { Moment, MoneyText } from '../../ui/figures.tsx';
import { becauseWords } from '../../ui/format/words.ts';
import { useKeys } from '../../ui/keys/key-provider.tsx';
import { CauseChip } from '../../ui/state-chip.tsx';
import { useIsPhone } from '../../ui/use-phone.ts';
import { rulingWords } from './what-if-words.ts';

interface Props {
  readonly rows: readonly RunRow[];
  readonly searchedBackTo: string | null;
  readonly more: { readonly load: () => Promise<unknown>; readonly isLoading: boolean } | undefined;
}

/** Decisions as a table; a row opens the decision, its number the invoice. */
export function RunTable({ rows, searchedBackTo, more }: Props) {
  const navigate = useNavigate();
  const isPhone = useIsPhone();
  const [at, setAt] = useState(0);
  const current = Math.min(at, rows.length - 1);
  const open = (row: RunRow | undefined) =>
    row !== undefined &&
    void navigate({ to: '/agents/$agentId/runs/$runId', params: { agentId: row.agent, runId: row.id } });
  const step = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, current + by));
    setAt(next);
    document.querySelector(`.runs tr[data-at="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys([
    { keys: ['j', 'ArrowDown'], does: 'Next', group: 'Runs', repeats: true, run: () => step(1) },
    { keys: ['k', 'ArrowUp'], does: 'Previous', group: 'Runs', repeats: true, run: () => step(-1) },
    { keys: ['Enter'], does: 'Open', group: 'Runs', run: () => open(rows[current]) },
  ]);
  return (
    <section className="card" aria-label="Runs">
      <table className="tbl tall fixed cards runs">
        <colgroup>
          <col style={{ width: 140 }} />
          <col />
          <col style={{ width: 150 }} />
          <col style={{ width: 200 }} />
          <col style={{ width: 170 }} />
          <col style={{ width: 80 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Decided</th>
            <th scope="col">Supplier, invoice</th>
            <th scope="col" className="num">
              Amount
            </th>
            <th scope="col">Verdict</th>
            <th scope="col">What followed</th>
            <th scope="col" className="num">
              Policy
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={row.id}
              data-at={index}
              className={index === current && !isPhone ? 'cursor' : ''}
              onClick={(event) => {
                setAt(index);
                if (event.target instanceof Element && event.target.closest('a') !== null) return;
                open(row);
              }}
            >
              <td className="r-when soft">
                <Link to="/agents/$agentId/runs/$runId" params={{ agentId: row.agent, runId: row.id }}>
                  <Moment at={row.decidedAt} />
                </Link>
              </td>
              <th scope="row" className="r-who">
                <div className="two">
                  <Link
                    className="row-link medium"
                    to="/invoices/$invoiceId"
                    params={{ invoiceId: row.invoiceId }}
                  >
                    {row.supplierName ?? 'Supplier unknown'}
                  </Link>
                  <span className="mono">{row.invoiceNumber}</span>
                </div>
              </th>
              <td className="r-amount num">
                <MoneyText money={row.amount} />
              </td>
              <td className="r-cause">
                <CauseChip cause={row.cause} title={row.causeTitle} verdict={row.verdict} />
              </td>
              <td className="r-ruling" title={becauseWords(row.because)}>
                {rulingWords(row.ruling, row.because)}
              </td>
              <td className="r-policy num soft">
                <span className="phone">policy </span>
                {row.policyVersion}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more !== undefined && (
        <footer>
          <button type="button" className="btn" disabled={more.isLoading} onClick={() => void more.load()}>
            {more.isLoading ? 'Loading' : 'Earlier runs'}
          </button>
          {searchedBackTo !== null && (
            <span className="soft" aria-live="polite">
              Searched back to <Moment at={searchedBackTo} />
            </span>
          )}
        </footer>
      )}
    </section>
  );
}
