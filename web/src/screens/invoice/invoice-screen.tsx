import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { FileQuestion } from 'lucide-react';
import { useEffect } from 'react';
import type { InvoiceDetail } from '../../api/contract.ts';
import { invoiceQuery } from '../../api/invoices.ts';
import { ApiError } from '../../api/request.ts';
import { Blank, Failure, Loading, Stale } from '../../ui/blank.tsx';
import { DeepLink } from '../../ui/deep-link.tsx';
import { MoneyText } from '../../ui/figures.tsx';
import { formatDate } from '../../ui/format/dates.ts';
import { countOf } from '../../ui/format/numbers.ts';
import { fromSnake } from '../../ui/format/words.ts';
import { usePageName } from '../../ui/frame/crumb.tsx';
import { useKeys } from '../../ui/keys/key-provider.tsx';
import { Reasons } from '../../ui/reasons.tsx';
import { CauseChip } from '../../ui/state-chip.tsx';
import { CoupaCard } from './coupa-card.tsx';
import { amountOf, hasWrong, linksOf } from './invoice-parts.ts';
import { InvoiceTimeline } from './invoice-timeline.tsx';
import { LearnedCard } from './learned-card.tsx';
import { MatchCard } from './match-card.tsx';
import { CommandsCard, ProofCard, ProposalCard, ReceiptsCard, TasksCard } from './side-cards.tsx';
import { WrongCard } from './wrong-card.tsx';
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
          <WrongCard data={data} />
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

/** What the proposal rests on besides the exceptions, which have a card of their own. */
function WhyCard({ data }: { data: InvoiceDetail }) {
  const told = new Set(hasWrong(data) ? data.match?.exceptions.map(({ explanation }) => explanation) : []);
  const reasons = data.reasons.filter(({ text }) => !told.has(text));
  const sources = new Set(reasons.flatMap((reason) => reason.sources)).size;
  if (reasons.length === 0 && told.size > 0) return null;
  return (
    <section className="card case-why" aria-label="Why">
      <header>
        <h2>{told.size > 0 ? 'What else was seen' : 'Why'}</h2>
        {reasons.length > 0 && (
          <span className="as-of push">
            {countOf(reasons.length, 'reason')}, {countOf(sources, 'source')}
          </span>
        )}
      </header>
      <div className="body">
        <Reasons reasons={reasons} links={linksOf(data)} />
      </div>
    </section>
  );
}
