import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { Check, FileQuestion, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import type { InvoiceDetail } from '../../api/contract.ts';
import { invoiceQuery } from '../../api/invoices.ts';
import { ApiError } from '../../api/request.ts';
import { Blank, Failure, Loading, Stale } from '../../ui/blank.tsx';
import { DeepLink } from '../../ui/deep-link.tsx';
import { AsOf, MoneyText } from '../../ui/figures.tsx';
import { formatDate } from '../../ui/format/dates.ts';
import { isSameDecimal, isZero } from '../../ui/format/decimal-text.ts';
import { countOf, formatAmount } from '../../ui/format/numbers.ts';
import { fromSnake } from '../../ui/format/words.ts';
import { usePageName } from '../../ui/frame/crumb.tsx';
import { useKeys } from '../../ui/keys/key-provider.tsx';
import { modeWords } from '../../ui/match/line-cells.ts';
import { MatchLines } from '../../ui/match/match-lines.tsx';
import { Reasons, type SourceLinks } from '../../ui/reasons.tsx';
import { CauseChip } from '../../ui/state-chip.tsx';
import { CoupaCard } from './coupa-card.tsx';
import { InvoiceTimeline } from './invoice-timeline.tsx';
import { LearnedCard } from './learned-card.tsx';
import { CommandsCard, ProofCard, ProposalCard, ReceiptsCard, TasksCard } from './side-cards.tsx';
import './invoice.css';

const route = getRouteApi('/invoices/$invoiceId');

/** One invoice: what was seen, what was found, what is proposed, what was done, and the proof. */
export function InvoiceScreen() {
  const { invoiceId } = route.useParams();
  const found = useQuery(invoiceQuery(invoiceId));
  const number = found.data?.invoice.invoiceNumber;
  usePageName(number ?? 'Invoice', number === '' ? `#${invoiceId}` : (number ?? `#${invoiceId}`));
  useBackKey();
  if (found.isPending) return <Loading what="the invoice" lines={14} />;
  if (found.data === undefined) {
    return found.error instanceof ApiError && found.error.status === 404 ? (
      <Blank
        icon={FileQuestion}
        title="There is no such invoice"
        acts={
          <Link className="btn" to="/invoices">
            All invoices
          </Link>
        }
      >
        {found.error.message}
      </Blank>
    ) : (
      <Failure what="The invoice" error={found.error} onRetry={() => void found.refetch()} />
    );
  }
  return (
    <>
      {found.isError && (
        <div className="page" style={{ paddingBottom: 0 }}>
          <Stale error={found.error} since={found.dataUpdatedAt} onRetry={() => void found.refetch()} />
        </div>
      )}
      <Invoice data={found.data} asOf={new Date(found.dataUpdatedAt).toISOString()} />
    </>
  );
}

/** Esc goes back to where the invoice was opened from. */
function useBackKey() {
  const router = useRouter();
  useKeys([
    {
      keys: ['Escape'],
      does: 'Back',
      group: 'This invoice',
      run: () =>
        router.history.canGoBack() ? router.history.back() : void router.navigate({ to: '/invoices' }),
    },
  ]);
}

function Invoice({ data, asOf }: { data: InvoiceDetail; asOf: string }) {
  const { approval } = data;
  const isOpen = approval?.state === 'open';
  useEffect(() => {
    // On a phone the decision bar takes the place of the bottom bar.
    document.body.classList.toggle('acting', isOpen);
    return () => document.body.classList.remove('acting');
  }, [isOpen]);
  const openTasks = data.tasks.filter(({ state }) => state === 'open');
  return (
    <main className="page">
      <Head data={data} />
      <div className="grid main-side case">
        <div className="stack case-main">
          <MatchCard data={data} asOf={asOf} />
          {data.coupa !== null && <CoupaCard coupa={data.coupa} />}
          <div className="grid halves">
            <WhyCard data={data} />
            <InvoiceTimeline timeline={data.timeline} />
          </div>
        </div>
        <div className="stack case-side">
          {approval !== null && <ProposalCard detail={approval} />}
          <LearnedCard invoiceId={data.invoice.id} />
          {openTasks.length > 0 && <TasksCard tasks={openTasks} />}
          {data.commands.length > 0 && <CommandsCard commands={data.commands} />}
          {data.receipts.length > 0 && <ReceiptsCard data={data} />}
          <ProofCard data={data} />
        </div>
      </div>
    </main>
  );
}

function Head({ data }: { data: InvoiceDetail }) {
  const { invoice } = data;
  const isCredit = invoice.documentType === 'credit_note';
  return (
    <div className="head">
      <div>
        <div className="line wrap">
          <h1 className="break">{invoice.supplierName ?? 'Supplier unknown'}</h1>
          {data.verdict !== null && (
            <CauseChip cause={data.cause} title={data.causeTitle} verdict={data.verdict} />
          )}
          {isCredit && <span className="tag">credit</span>}
        </div>
        <p className="sub line wrap wide">
          <span className="mono">{invoice.invoiceNumber === '' ? 'no number' : invoice.invoiceNumber}</span>
          {invoice.invoiceDate !== undefined && <span>Invoice date {formatDate(invoice.invoiceDate)}</span>}
          {invoice.netDueDate !== undefined && <span>Due {formatDate(invoice.netDueDate)}</span>}
          {invoice.paymentTermCode !== undefined && <span>{invoice.paymentTermCode}</span>}
          {invoice.entityName !== undefined && <span>{invoice.entityName}</span>}
          <span>Coupa: {fromSnake(invoice.status)}</span>
        </p>
      </div>
      <div className="line">
        <span className="case-amount strong">
          <MoneyText money={amountOf(data)} />
        </span>
        <DeepLink className="btn" to={data.deepLink}>
          Open in Coupa
        </DeepLink>
      </div>
    </div>
  );
}

function amountOf({ invoice }: InvoiceDetail) {
  return invoice.grossTotal === undefined || invoice.currency === undefined
    ? null
    : { amount: invoice.grossTotal, currency: invoice.currency };
}

function MatchCard({ data, asOf }: { data: InvoiceDetail; asOf: string }) {
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
        receiptCount={receipts.length}
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

function WhyCard({ data }: { data: InvoiceDetail }) {
  const sources = new Set(data.reasons.flatMap((reason) => reason.sources)).size;
  return (
    <section className="card case-why" aria-label="Why">
      <header>
        <h2>Why</h2>
        {data.reasons.length > 0 && (
          <span className="as-of push">
            {countOf(data.reasons.length, 'reason')}, {countOf(sources, 'source')}
          </span>
        )}
      </header>
      <div className="body">
        <Reasons reasons={data.reasons} links={linksOf(data)} />
      </div>
    </section>
  );
}

/** Where the records that reasons rest on can be opened. */
function linksOf({ invoice, deepLink, orders, receipts }: InvoiceDetail): SourceLinks {
  return new Map([
    [`invoice/${invoice.id}`, deepLink],
    ...orders.map((order) => [`purchase_order/${order.id}`, order.deepLink] as const),
    ...receipts.map((receipt) => [`receipt/${receipt.id}`, receipt.deepLink] as const),
  ]);
}
