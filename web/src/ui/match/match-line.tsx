import { type ReactNode, useId, useState } from 'react';
import type { InvoiceDetail, LineRow } from '../../api/contract.ts';
import { DeepLink } from '../deep-link.tsx';
import { Absent } from '../figures.tsx';
import { countOf, formatPrice, formatQuantity } from '../format/numbers.ts';
import { causeTone } from '../format/words.ts';
import type { SourceLinks } from '../source-list.tsx';
import { StateChip, VerdictChip } from '../state-chip.tsx';
import { type Cell, cellMark, findingNote } from './line-cells.ts';
import { LineMore } from './line-more.tsx';
import { foundWords, hasMore, orderLineWords, typeWords } from './line-words.ts';

interface Props {
  readonly line: LineRow;
  readonly currency: string | undefined;
  readonly receipts: InvoiceDetail['receipts'];
  readonly links: SourceLinks;
}

/** One line, with what stands behind its figures a key away. */
export function MatchLine({ line, currency, receipts, links }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const moreId = useId();
  const price = (text: string) => formatPrice(text, currency);
  const carriers = line.carriedBy.length;
  const toggle = (words: string, sentence?: string) => (
    <button
      type="button"
      className="more"
      aria-expanded={isOpen}
      aria-controls={moreId}
      aria-label={`Line ${line.lineNumber}: ${words}`}
      title={sentence}
      onClick={() => setIsOpen(!isOpen)}
    >
      {words}
    </button>
  );
  const found = foundWords(line);
  return (
    <>
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
          {line.readings.length > 0 && (
            <p className="under">
              {line.readings.map(({ kind, words, says }) => (
                <span key={kind}>{toggle(words, says)}</span>
              ))}
            </p>
          )}
        </Side>
        {line.order === null ? (
          <NoOrder line={line} />
        ) : (
          <Side name="Order" heads={<OrderHeads />}>
            <div className="triple">
              <Value line={line} text={line.order.quantity} show={formatQuantity} />
              <Value line={line} text={line.order.price} show={price} />
              <Value line={line} text={line.order.billedBefore} show={formatQuantity} />
            </div>
            <p className="under">
              <span>
                <DeepLink to={links.get(`purchase_order/${line.order.orderId}`)}>
                  {line.order.poNumber ?? 'Order'}
                </DeepLink>
                , {orderLineWords(line)}
              </span>
              {found !== undefined && toggle(found, line.foundBy?.says)}
            </p>
          </Side>
        )}
        <Side name="Receipts" heads={<ReceiptHeads />}>
          <div className="pair">
            <Value line={line} text={line.receipts?.received} show={formatQuantity} />
            <Value line={line} cell="received" text={line.receipts?.open} show={formatQuantity} />
          </div>
          {carriers > 0 && <p className="under">{toggle(countOf(carriers, 'receipt'))}</p>}
        </Side>
        <td>
          <div className="stack tight">
            <LineResult line={line} />
          </div>
        </td>
      </tr>
      {hasMore(line) && (
        <tr className="match-more" id={moreId} hidden={!isOpen}>
          <td colSpan={5}>{isOpen && <LineMore line={line} receipts={receipts} links={links} />}</td>
        </tr>
      )}
    </>
  );
}

/** A charge or money kept back needs no order line; any other line without one says why. */
function NoOrder({ line }: { line: LineRow }) {
  if (line.type === null && line.unplaced === null) {
    return (
      <Side name="Order" heads={<OrderHeads />}>
        <div className="triple">
          <Value line={line} text={null} show={formatQuantity} />
          <Value line={line} text={null} show={formatQuantity} />
          <Value line={line} text={null} show={formatQuantity} />
        </div>
      </Side>
    );
  }
  return (
    <td data-side="Order">
      <div className="stack tight meta">
        {line.type === null ? (
          <>
            <span className="is-exception medium">No certain order line</span>
            <span className="soft break">{line.unplaced}</span>
          </>
        ) : (
          <>
            <span>
              <span className="tag">{typeWords(line.type)}</span>
            </span>
            <span className="faint">bills no order line</span>
          </>
        )}
      </div>
    </td>
  );
}

export function InvoiceHeads() {
  return (
    <span className="triple">
      <span>Qty</span>
      <span>Price</span>
      <span>Amount</span>
    </span>
  );
}

export function OrderHeads() {
  return (
    <span className="triple">
      <span>Qty</span>
      <span>Price</span>
      <span>Billed before</span>
    </span>
  );
}

export function ReceiptHeads() {
  return (
    <span className="pair">
      <span>Received</span>
      <span>Open</span>
    </span>
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

/** What is wrong is told in words above the lines; here stand its names, and what is tolerated with its limit. */
function LineResult({ line }: { line: LineRow }) {
  if (line.findings.length === 0) return <VerdictChip verdict={line.outcome} />;
  return line.findings.map((finding) => (
    <div key={finding.title + finding.text} className="stack tight" title={finding.text}>
      <div>
        <StateChip
          tone={finding.tolerated ? 'within' : causeTone(finding.code, 'exception')}
          words={finding.title}
          code={finding.code}
        />
      </div>
      {finding.tolerated && <span className="meta soft break">{findingNote(finding)}</span>}
    </div>
  ));
}
