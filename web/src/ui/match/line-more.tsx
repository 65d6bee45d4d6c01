import type { InvoiceDetail, LineRow } from '../../api/contract.ts';
import { DeepLink } from '../deep-link.tsx';
import { Absent, ShortDate } from '../figures.tsx';
import { formatQuantity } from '../format/numbers.ts';
import type { SourceLinks } from '../source-list.tsx';

interface Props {
  readonly line: LineRow;
  readonly receipts: InvoiceDetail['receipts'];
  readonly links: SourceLinks;
}

/** What stands behind a line: how it was found and read, and which receipts carry it. */
export function LineMore({ line, receipts, links }: Props) {
  return (
    <div className="line-more">
      {line.foundBy !== null && <Part name="How it was found">{line.foundBy.says}</Part>}
      {line.readings.length > 0 && (
        <Part name="How it was read">{line.readings.map(({ says }) => says).join(' ')}</Part>
      )}
      {line.carriedBy.length > 0 && <Carriers line={line} receipts={receipts} links={links} />}
    </div>
  );
}

function Part({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <p className="label">{name}</p>
      <p className="break">{children}</p>
    </div>
  );
}

/** Each receipt with how much of it this line takes; the rest belongs to other invoices, or is open. */
function Carriers({ line, receipts, links }: Props) {
  const unit = line.orderUom ?? '';
  return (
    <table className="carriers" aria-label={`Receipts that carry line ${line.lineNumber}`}>
      <caption className="label">Receipts behind it, the oldest first</caption>
      <thead className="unseen">
        <tr>
          <th scope="col">Receipt</th>
          <th scope="col">Date</th>
          <th scope="col">Reference</th>
          <th scope="col">Carries</th>
        </tr>
      </thead>
      <tbody>
        {line.carriedBy.map(({ receiptId, date, reference, quantity }) => (
          <tr key={receiptId}>
            <th scope="row" className="mono">
              <DeepLink to={links.get(`receipt/${receiptId}`)}>#{receiptId}</DeepLink>
            </th>
            <td>{date === null ? <Absent /> : <ShortDate date={date.slice(0, 10)} />}</td>
            <td className="soft break">{reference ?? <Absent says="no reference" />}</td>
            <td className="num">
              {formatQuantity(quantity)} {unit}
              <WholeReceipt of={receipts.find(({ id }) => id === receiptId)} taken={quantity} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WholeReceipt({ of, taken }: { of: InvoiceDetail['receipts'][number] | undefined; taken: string }) {
  if (of === undefined || of.quantity === null || formatQuantity(of.quantity) === formatQuantity(taken))
    return null;
  return (
    <span className="faint">
      {' '}
      of {formatQuantity(of.quantity)} {of.uom ?? ''}
    </span>
  );
}
