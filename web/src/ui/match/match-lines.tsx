import { type ReactNode, useState } from 'react';
import type { InvoiceDetail, LineRow } from '../../api/contract.ts';
import { countOf } from '../format/numbers.ts';
import type { SourceLinks } from '../source-list.tsx';
import { linesInQuestion } from './line-cells.ts';
import { InvoiceHeads, MatchLine, OrderHeads, ReceiptHeads } from './match-line.tsx';

/** Up to so many lines all are shown; of more only those in question, until somebody asks for the rest. */
const LINES_SHOWN = 30;

interface Props {
  readonly lines: readonly LineRow[];
  readonly currency: string | undefined;
  readonly invoiceNumber: string;
  readonly orders: ReactNode;
  readonly receipts: InvoiceDetail['receipts'];
  readonly links: SourceLinks;
}

/** Invoice, order and receipts side by side, line by line; what differs is marked in place. */
export function MatchLines({ lines, currency, invoiceNumber, orders, receipts, links }: Props) {
  const [isAll, setIsAll] = useState(false);
  const asked = linesInQuestion(lines);
  const isLong = lines.length > LINES_SHOWN && asked.length < lines.length;
  const shown = isLong && !isAll ? asked : lines;
  return (
    <>
      {isLong && (
        <div className="match-bar line wrap">
          <span className="meta soft">
            {asked.length === 0
              ? `All ${countOf(lines.length, 'line')} agree.`
              : `${countOf(asked.length, 'line')} of ${lines.length} ${asked.length === 1 ? 'has' : 'have'} something to say; the others agree.`}
          </span>
          <button
            type="button"
            className="btn small push"
            aria-pressed={isAll}
            onClick={() => setIsAll(!isAll)}
          >
            {isAll ? 'Show only those' : `Show all ${countOf(lines.length, 'line')}`}
          </button>
        </div>
      )}
      {shown.length > 0 && (
        <div className="match-scroll">
          <table
            className={shown.length > LINES_SHOWN ? 'match long' : 'match'}
            aria-label="Match, line by line"
          >
            <thead>
              <tr className="match-row match-head">
                <th scope="col">Line</th>
                <th scope="col">
                  <b className="cut">Invoice {invoiceNumber}</b>
                  <InvoiceHeads />
                </th>
                <th scope="col">
                  <b className="cut">{orders}</b>
                  <OrderHeads />
                </th>
                <th scope="col">
                  <b>{countOf(receipts.length, 'receipt')}</b>
                  <ReceiptHeads />
                </th>
                <th scope="col">Result</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((line) => (
                <MatchLine
                  key={line.lineNumber}
                  line={line}
                  currency={currency}
                  receipts={receipts}
                  links={links}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
