import { Check, TriangleAlert } from 'lucide-react';
import type { InvoiceDetail } from '../../api/contract.ts';
import { DeepLink } from '../../ui/deep-link.tsx';
import { AsOf, MoneyText } from '../../ui/figures.tsx';
import { isSameDecimal, isZero } from '../../ui/format/decimal-text.ts';
import { formatAmount } from '../../ui/format/numbers.ts';
import { fromSnake } from '../../ui/format/words.ts';
import { modeWords } from '../../ui/match/line-cells.ts';
import { MatchLines } from '../../ui/match/match-lines.tsx';
import { amountOf, linksOf } from './invoice-parts.ts';

/** Invoice, orders and receipts line by line, with the sums as Coupa has them. */
export function MatchCard({ data, asOf }: { data: InvoiceDetail; asOf: string }) {
  const { match, invoice, orders, receipts } = data;
  if (match === null) {
    return (
      <section className="card case-match" aria-label="Match">
        <header>
          <h2>Match, line by line</h2>
        </header>
        <p className="body faint">
          {data.verdict === null
            ? 'This invoice has not been compared yet. It is compared when it changes in Coupa, within seconds.'
            : 'There is nothing to compare on this invoice as it stands.'}
        </p>
      </section>
    );
  }
  const orderWords =
    orders.length === 1
      ? `Order ${orders[0]?.poNumber ?? ''}`
      : orders.length === 0
        ? 'No order'
        : `${orders.length} orders`;
  return (
    <section className="card case-match" aria-label="Match">
      <header>
        <h2>Match, line by line</h2>
        <span className="meta soft">{modeWords(match.mode)}</span>
        <AsOf at={asOf} />
      </header>
      <MatchLines
        lines={match.lines}
        currency={invoice.currency}
        invoiceNumber={invoice.invoiceNumber}
        orders={orderWords}
        receipts={receipts}
        links={linksOf(data)}
      />
      <div className="match-foot">
        <ul className="stack tight meta" style={{ flex: '1 1 260px' }}>
          {match.checks.map((check) => (
            <li
              key={check.text}
              className={`line close ${check.ok ? 'is-matched' : 'is-exception'}`}
              style={{ alignItems: 'flex-start' }}
            >
              {check.ok ? (
                <Check aria-hidden="true" style={{ width: 14, height: 14 }} />
              ) : (
                <TriangleAlert aria-hidden="true" style={{ width: 14, height: 14 }} />
              )}
              <span className="break">{check.text}</span>
            </li>
          ))}
          {orders.length > 0 && (
            <li className="faint">
              {orders.map((order, index) => (
                <span key={order.id}>
                  {index > 0 && ', '}
                  <DeepLink to={order.deepLink}>Order {order.poNumber}</DeepLink>
                  {order.version !== null && `, revision ${order.version}`},{' '}
                  {fromSnake(order.status).toLowerCase()}
                </span>
              ))}
            </li>
          )}
        </ul>
        <Totals data={data} />
      </div>
    </section>
  );
}

/** The sums as Coupa has them. Nothing is added up here: totals that do not add up are a finding of the match. */
function Totals({ data }: { data: InvoiceDetail }) {
  const { invoice, match } = data;
  const currency = invoice.currency;
  if (currency === undefined) return null;
  const rows = [
    ['Shipping', invoice.shippingAmount],
    ['Handling', invoice.handlingAmount],
    ['Other charges', invoice.miscAmount],
    ['Tax', invoice.taxTotal],
  ] as const;
  const total = amountOf(data);
  const printed = invoice.supplierTotal;
  return (
    <div className="totals">
      {rows.map(([name, amount]) =>
        amount === undefined || isZero(amount) ? null : (
          <Total key={name} name={name}>
            {formatAmount({ amount, currency })}
          </Total>
        ),
      )}
      {total !== null && (
        <Total name="Total" isStrong>
          <MoneyText money={total} />
        </Total>
      )}
      {printed !== undefined && !isZero(printed) && !isSameDecimal(printed, invoice.grossTotal ?? '0') && (
        <Total name="Total, as printed">{formatAmount({ amount: printed, currency })}</Total>
      )}
      {data.verdict === 'exception' && match !== null && match.payableNow !== null && (
        <Total name="Not in doubt, before tax">{formatAmount({ amount: match.payableNow, currency })}</Total>
      )}
    </div>
  );
}

function Total({
  name,
  isStrong = false,
  children,
}: {
  name: string;
  isStrong?: boolean;
  children: React.ReactNode;
}) {
  return (
    <>
      <span className={isStrong ? 'medium' : 'faint'}>{name}</span>
      <span className={isStrong ? 'num strong' : 'num'}>{children}</span>
    </>
  );
}
