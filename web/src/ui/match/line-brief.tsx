import type { LineRow } from '../../api/contract.ts';
import { Absent } from '../figures.tsx';
import { countOf, formatPrice, formatQuantity } from '../format/numbers.ts';
import { StateSign } from '../state-chip.tsx';
import { type Cell, cellMark, findingNote, linesInQuestion } from './line-cells.ts';

/** More lines than this are left to the full page. */
const LINES_MAX = 4;

/** Only the lines that carry a finding, small enough for a panel: the figures that differ, and what it means. */
export function LineBriefs({ lines, currency }: { lines: readonly LineRow[]; currency: string | undefined }) {
  const asked = linesInQuestion(lines);
  const shown = asked.slice(0, LINES_MAX);
  const rest = lines.length - asked.length;
  return (
    <>
      {shown.map((line) => (
        <LineBrief key={line.lineNumber} line={line} currency={currency} />
      ))}
      <p className="meta faint">
        {asked.length > shown.length &&
          `${countOf(asked.length - shown.length, 'more line')} with a finding on the full page. `}
        {rest > 0 &&
          `${asked.length === 0 ? 'All' : 'The other'} ${countOf(rest, 'line')} ${rest === 1 ? 'agrees' : 'agree'}.`}
      </p>
    </>
  );
}

function LineBrief({ line, currency }: { line: LineRow; currency: string | undefined }) {
  const unit = line.uom === null ? '' : `, ${line.uom}`;
  const money = currency === undefined ? '' : `, ${currency}`;
  const price = (text: string) => formatPrice(text, currency);
  const { invoice, order, receipts } = line;
  return (
    <div className="stack near">
      <div className="boxed">
        <table className="tbl tight" aria-label={`Line ${line.lineNumber}`}>
          <thead>
            <tr>
              <th scope="col" className="cut" title={line.description}>
                Line {line.lineNumber}, {line.description}
              </th>
              <th scope="col" className="num">
                Invoice
              </th>
              <th scope="col" className="num">
                Order
              </th>
              <th scope="col" className="num">
                Receipts
              </th>
            </tr>
          </thead>
          <tbody>
            {invoice.quantity !== null && (
              <BriefRow
                name={`Quantity${unit}`}
                line={line}
                cells={['quantity', undefined, 'received']}
                texts={[invoice.quantity, order?.quantity, receipts?.open ?? receipts?.received]}
                show={formatQuantity}
              />
            )}
            {invoice.price !== null && invoice.quantity !== null && (
              <BriefRow
                name={`Unit price${money}`}
                line={line}
                cells={['price', undefined, undefined]}
                texts={[invoice.price, order?.price, undefined]}
                show={price}
              />
            )}
            {(invoice.quantity === null || cellMark(line.findings, 'amount') !== undefined) && (
              <BriefRow
                name={`Amount${money}`}
                line={line}
                cells={['amount', undefined, undefined]}
                texts={[invoice.amount, order?.amount, undefined]}
                show={price}
              />
            )}
          </tbody>
        </table>
      </div>
      <ul className="stack tight meta">
        {line.findings.map((finding) => (
          <li key={finding.title + finding.text} className="line close" style={{ alignItems: 'flex-start' }}>
            <StateSign tone={finding.tolerated ? 'within' : 'exception'} />
            <span className={finding.tolerated ? 'is-within' : 'is-exception'}>
              {finding.tolerated
                ? `${finding.title} ${findingNote(finding)}`
                : findingNote(finding) || finding.title}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface BriefRowProps {
  readonly name: string;
  readonly line: LineRow;
  readonly cells: readonly (Cell | undefined)[];
  readonly texts: readonly (string | null | undefined)[];
  readonly show: (text: string) => string;
}

function BriefRow({ name, line, cells, texts, show }: BriefRowProps) {
  return (
    <tr>
      <th scope="row" className="soft" style={{ fontWeight: 'inherit' }}>
        {name}
      </th>
      {texts.map((text, index) => {
        const cell = cells[index];
        const mark = cell === undefined ? undefined : cellMark(line.findings, cell);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the three columns never move.
          <td key={index} className="num">
            {text === null || text === undefined ? (
              <Absent />
            ) : mark === undefined ? (
              show(text)
            ) : (
              <span className={`var ${mark}`}>{show(text)}</span>
            )}
          </td>
        );
      })}
    </tr>
  );
}
