import { Link, useNavigate } from '@tanstack/react-router';
import { memo, type Ref } from 'react';
import type { ApprovalRow, Clock } from '../../api/contract.ts';
import { useDecisions } from '../../ui/decision/decisions.tsx';
import { Absent, Avatar, CertaintyMark, MoneyText } from '../../ui/figures.tsx';
import { formatDayMonth, otherYear } from '../../ui/format/dates.ts';
import { isZero } from '../../ui/format/decimal-text.ts';
import { formatAmount } from '../../ui/format/numbers.ts';
import { clockTone } from '../../ui/format/words.ts';
import { CauseChip, CommandChip, StateChip } from '../../ui/state-chip.tsx';
import { useIsPhone } from '../../ui/use-phone.ts';

interface Props {
  readonly row: ApprovalRow;
  readonly rowIndex: number;
  readonly itemIndex: number;
  readonly isAt: boolean;
  readonly isSelected: boolean;
  /** Settled elsewhere since the list was loaded. */
  readonly isGone: boolean;
  readonly onPoint: () => void;
  readonly onToggle: () => void;
  readonly ref?: Ref<HTMLTableRowElement> | undefined;
}

/** One proposal as a line of the table; on a phone as a card that opens its page. */
export const QueueRow = memo(function QueueRow(props: Props) {
  const { row, rowIndex, itemIndex, isAt, isSelected, isGone, onPoint, onToggle, ref } = props;
  const navigate = useNavigate();
  const isPhone = useIsPhone();
  const tone = row.clock === null ? undefined : clockTone(row.clock, row.verdict === 'exception');
  const year = row.clock === null ? '' : otherYear(row.clock.date, new Date());
  const open = () => void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: row.invoiceId } });
  const classes = [isSelected || isAt ? 'sel' : '', isAt ? 'cursor' : '', isGone ? 'gone' : ''].join(' ');
  return (
    <tr
      ref={ref}
      data-index={itemIndex}
      className={classes}
      aria-rowindex={rowIndex + 2}
      aria-current={isAt ? 'true' : undefined}
      aria-selected={isSelected}
      tabIndex={isAt ? 0 : -1}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a, input') !== null) return;
        if (isPhone) open();
        else onPoint();
      }}
      onDoubleClick={() => !isPhone && open()}
    >
      <td className="q-check">
        <input
          type="checkbox"
          className="check"
          aria-label={`Select ${row.invoiceNumber}`}
          checked={isSelected}
          disabled={row.state !== 'open' || isGone}
          onChange={onToggle}
          tabIndex={isAt ? 0 : -1}
        />
      </td>
      <th scope="row" className="q-who">
        <div className="two">
          <Link
            className="row-link medium"
            to="/invoices/$invoiceId"
            params={{ invoiceId: row.invoiceId }}
            tabIndex={-1}
            title={row.supplierName ?? undefined}
          >
            {row.supplierName ?? 'Supplier unknown'}
          </Link>
          <span className="mono">{row.invoiceNumber}</span>
        </div>
      </th>
      <td className="q-cause">
        <CauseChip cause={row.cause} title={row.causeTitle} verdict={row.verdict} />
      </td>
      <td className="q-amount num">
        <div className="two">
          <MoneyText money={row.amount} />
          <span>{riskWords(row)}</span>
        </div>
      </td>
      <td className="q-proposal">
        <div className="two">
          <span title={row.headline}>{row.headline}</span>
          <RowState row={row} isGone={isGone} />
        </div>
      </td>
      <td className={tone === undefined ? 'q-clock' : `q-clock is-${tone}`}>
        {row.clock === null ? (
          <Absent says="no date" />
        ) : (
          <div className="two">
            <span className="medium">
              <time dateTime={row.clock.date}>{formatDayMonth(row.clock.date)}</time>
              <span className="phone"> {year}</span>
            </span>
            <span>
              {clockWords(row.clock)}
              <span className="desk"> {year}</span>
            </span>
          </div>
        )}
      </td>
      <td className="q-owner">{row.assignedTo !== null && <Avatar name={row.assignedTo.name} small />}</td>
    </tr>
  );
});

/** Under the proposal: how certain it is, or what is becoming of the decision. Never more than is known. */
function RowState({ row, isGone }: { row: ApprovalRow; isGone: boolean }) {
  const { pending, refused } = useDecisions();
  if (pending.has(row.id)) return <StateChip tone="waiting" words="Sending" />;
  const why = refused.get(row.id);
  if (why !== undefined) {
    return (
      <span className="is-exception" title={why}>
        Refused: {why}
      </span>
    );
  }
  if (isGone) return <span>No longer open</span>;
  if (row.commandState !== null) return <CommandChip state={row.commandState} />;
  if (row.state === 'approved') return <StateChip tone="matched" words="Approved" />;
  if (row.state !== 'open')
    return <StateChip tone="paid" words={row.state === 'rejected' ? 'Rejected' : 'Replaced'} />;
  return <CertaintyMark certainty={row.certainty} />;
}

function clockWords({ kind, daysLeft }: Clock): string {
  if (kind === 'discount') return 'Discount';
  return daysLeft < 0 ? 'Overdue' : 'Due';
}

function riskWords({ amount, atRisk }: ApprovalRow): string {
  if (atRisk === null) return '';
  if (isZero(atRisk.amount)) return 'no money at risk';
  if (amount !== null && amount.amount === atRisk.amount && amount.currency === atRisk.currency)
    return 'all at risk';
  return `${formatAmount(atRisk)} at risk`;
}
