import type { ReactNode } from 'react';
import { Mark } from './mark.tsx';
import { StateChip } from './state-chip.tsx';

/** The page before the product: a form at the left, what it is about at the right. */
export function Entrance({ foot, children }: { foot?: ReactNode; children: ReactNode }) {
  return (
    <div className="entrance">
      <main className="way-in">
        <div className="brand">
          <Mark />
          Purser
        </div>
        {children}
        <div className="meta faint">{foot}</div>
      </main>
      <aside className="beside" aria-label="What Purser does">
        <div>
          <h2>Every invoice decided with its evidence beside it.</h2>
          <Example />
        </div>
      </aside>
    </div>
  );
}

/** A drawing of a match, not data. */
function Example() {
  return (
    <div className="card" aria-hidden="true">
      <table className="tbl">
        <thead>
          <tr>
            <th>Line</th>
            <th className="num">Invoice</th>
            <th className="num">Order</th>
            <th className="num">Receipts</th>
            <th />
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>Ball bearing</td>
            <td className="num">
              <span className="var exception">250</span>
            </td>
            <td className="num">600</td>
            <td className="num">200</td>
            <td>
              <StateChip tone="waiting" words="Receipt missing" />
            </td>
          </tr>
          <tr>
            <td>Roller bearing</td>
            <td className="num">500</td>
            <td className="num">500</td>
            <td className="num">500</td>
            <td>
              <StateChip tone="matched" words="Matched" />
            </td>
          </tr>
          <tr>
            <td>Shaft seal</td>
            <td className="num">300</td>
            <td className="num">300</td>
            <td className="num">300</td>
            <td>
              <StateChip tone="matched" words="Matched" />
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
