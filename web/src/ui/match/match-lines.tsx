import type { ReactNode } from 'react';
import type { LineRow } from '../../api/contract.ts';
import { Absent } from '../figures.tsx';
import { formatPrice, formatQuantity } from '../format/numbers.ts';
import { StateChip, VerdictChip } from '../state-chip.tsx';
import { type Cell, cellMark, findingNote } from './line-cells.ts';

interface Props {
  readonly lines: readonly LineRow[];
  readonly currency: string | undefined;
  readonly invoiceNumber: string;
  readonly orders: ReactNode;
  readonly receiptCount: number;
}

/** Invoice, order and receipts side by side, line by line; what differs is marked in place. */
export function MatchLines({ lines, currency, invoiceNumber, orders, receiptCount }: Props) {
  return (
    <div className="match-scroll">
      <table className="match" aria-label="Match, line by line">
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
              <b>{receiptCount === 1 ? '1 receipt' : `${receiptCount} receipts`}</b>
              <ReceiptHeads />
            </th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <MatchLine key={line.lineNumber} line={line} currency={currency} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function InvoiceHeads() {
  return (
    <span className="triple">
      <span>Qty</span>
      <span>Price</span>
      <span>Amount</span>
    </span>
  );
}

function OrderHeads() {
  return (
    <span className="triple">
      <span>Qty</span>
      <span>Price</span>
      <span>Billed before</span>
    </span>
  );
}

function ReceiptHeads() {
  return (
    <span className="pair">
      <span>Received</span>
      <span>Open</span>
    </span>
  );
}

function MatchLine({ line, currency }: { line: LineRow; currency: string | undefined }) {
  const price = (text: string) => formatPrice(text, currency);
  return (
    <tr className="match-row match-line">
      <th scope="row">
        <div className="line" style={{ alignItems: 'flex-start' }}>
          <span className="faint medium">{line.lineNumber}</span>
          <div className="two" style={{ lineHeight: '18px' }}>
            <span className="medium break">{line.description}</span>
            <span className="break">{[line.partNumber, line.uom].filter(Boolean).join(', ')}</span>
          </div>
        </div>
      </th>
      <Side name="Invoice" heads={<InvoiceHeads />}>
        <div className="triple">
          <Value line={line} cell="quantity" text={line.invoice.quantity} show={formatQuantity} />
          <Value line={line} cell="price" text={line.invoice.price} show={price} />
          <Value line={line} cell="amount" text={line.invoice.amount} show={price} />
        </div>
      </Side>
      <Side name="Order" heads={<OrderHeads />}>
        <div className="triple">
          <Value line={line} text={line.order?.quantity} show={formatQuantity} />
          <Value line={line} text={line.order?.price} show={price} />
          <Value line={line} text={line.order?.billedBefore} show={formatQuantity} />
        </div>
      </Side>
      <Side name="Receipts" heads={<ReceiptHeads />}>
        <div className="pair">
          <Value line={line} text={line.receipts?.received} show={formatQuantity} />
          <Value line={line} cell="received" text={line.receipts?.open} show={formatQuantity} />
        </div>
      </Side>
      <td>
        <div className="stack tight">
          <LineResult line={line} />
        </div>
      </td>
    </tr>
  );
}

/** On a phone the column heads stand above each line, for there is no header row. */
function Side({ name, heads, children }: { name: string; heads: ReactNode; children: ReactNode }) {
  return (
    <td data-side={name}>
      <div>
        <div className="phone label" style={{ fontWeight: 'var(--regular)' }}>
          {heads}
        </div>
        {children}
      </div>
    </td>
  );
}

interface ValueProps {
  readonly line: LineRow;
  /** Which findings mark it; undefined never does. */
  readonly cell?: Cell;
  readonly text: string | null | undefined;
  readonly show: (text: string) => string;
}

function Value({ line, cell, text, show }: ValueProps) {
  const mark = cell === undefined ? undefined : cellMark(line.findings, cell);
  if (text === null || text === undefined) {
    return (
      <span className="num">
        <Absent />
      </span>
    );
  }
  return (
    <span className="num">
      {mark === undefined ? show(text) : <span className={`var ${mark}`}>{show(text)}</span>}
    </span>
  );
}

export function LineResult({ line }: { line: LineRow }) {
  if (line.findings.length === 0) return <VerdictChip verdict={line.outcome} />;
  return line.findings.map((finding) => {
    const note = findingNote(finding);
    return (
      <div key={finding.title + finding.text} className="stack tight">
        <div>
          <StateChip
            tone={finding.tolerated ? 'within' : 'exception'}
            words={finding.title}
            code={finding.code}
          />
        </div>
        {note !== '' && <span className="meta soft break">{note}</span>}
      </div>
    );
  });
}
