import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Anchor, Copy, Download, FileQuestion, RefreshCw, ShieldAlert, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { auditEntryQuery, exportAddress } from '../../api/audit.ts';
import type { AuditEntry } from '../../api/contract.ts';
import { ApiError, sentenceOf } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { Blank, Failure, Loading } from '../../ui/blank.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { formatExact } from '../../ui/format/dates.ts';
import { countOf } from '../../ui/format/numbers.ts';
import { usePageName } from '../../ui/frame/crumb.tsx';
import { factsOf, kindWords, textAt } from './entry-words.ts';
import './audit.css';

const route = getRouteApi('/audit/$seq');

/** One entry of the trail with its proof: what it says, its place in the chain, its anchor. */
export function AuditEntryScreen() {
  const { seq } = route.useParams();
  const found = useQuery(auditEntryQuery(seq));
  usePageName(`Entry ${seq}`, `#${seq}`);
  if (found.isPending) return <Loading what="the entry" lines={10} />;
  if (found.data === undefined) {
    return found.error instanceof ApiError && found.error.status === 404 ? (
      <Blank
        icon={FileQuestion}
        title={`There is no entry #${seq}`}
        acts={
          <Link className="btn" to="/audit">
            The audit trail
          </Link>
        }
      >
        {found.error.message}
      </Blank>
    ) : (
      <Failure what="The entry" error={found.error} onRetry={() => void found.refetch()} />
    );
  }
  return (
    <Entry seq={seq} data={found.data} isChecking={found.isFetching} onCheck={() => void found.refetch()} />
  );
}

function Entry({
  seq,
  data,
  isChecking,
  onCheck,
}: {
  seq: string;
  data: AuditEntry;
  isChecking: boolean;
  onCheck: () => void;
}) {
  const { entry } = data;
  const mayExport = useMay('audit.export');
  const at = textAt(entry, 'at');
  const subject = textAt(entry, 'subject');
  const invoiceId = subject?.startsWith('invoice/') ? subject.slice('invoice/'.length) : undefined;
  const who = textAt(entry, 'who', 'name') ?? textAt(entry, 'who') ?? 'Purser';
  const via = textAt(entry, 'via');
  const facts = factsOf(entry);
  return (
    <main className="page">
      <div className="head">
        <div>
          <h1>
            {kindWords(textAt(entry, 'what') ?? 'entry')}{' '}
            <span className="faint" style={{ fontWeight: 'var(--regular)' }}>
              #{seq}
            </span>
          </h1>
          <p className="sub">
            {at !== undefined && formatExact(at)}
            {invoiceId !== undefined && (
              <>
                , on{' '}
                <Link to="/invoices/$invoiceId" params={{ invoiceId }}>
                  invoice {invoiceId}
                </Link>
              </>
            )}
          </p>
        </div>
        <div className="line">
          <CopyLink />
          {mayExport && invoiceId !== undefined && (
            <a className="btn primary" href={exportAddress(invoiceId)} download>
              <Download aria-hidden="true" />
              Export evidence
            </a>
          )}
        </div>
      </div>
      <ProofSection seq={seq} data={data} isChecking={isChecking} onCheck={onCheck} />
      <div className="grid halves">
        <section className="card" aria-label="What it says">
          <header>
            <h2>What it says</h2>
          </header>
          <div className="body stack" style={{ gap: 12 }}>
            <p className="break">{textAt(entry, 'text') ?? 'The entry has no sentence.'}</p>
            <dl className="facts left">
              <dt>Who</dt>
              <dd>{who}</dd>
              {via !== undefined && (
                <>
                  <dt>Through</dt>
                  <dd>{via.replaceAll('-', ' ')}</dd>
                </>
              )}
              {subject !== undefined && (
                <>
                  <dt>About</dt>
                  <dd className="mono">{subject}</dd>
                </>
              )}
            </dl>
          </div>
        </section>
        <section className="card" aria-label="With it">
          <header>
            <h2>With it</h2>
          </header>
          <div className="body">
            {facts.length === 0 ? (
              <p className="faint">Nothing beyond the sentence.</p>
            ) : (
              <dl className="facts left">
                {facts.map((fact) => (
                  <div key={fact.name} style={{ display: 'contents' }}>
                    <dt>{fact.name}</dt>
                    <dd className={fact.text.length > 24 || fact.text.includes('\n') ? 'mono pre' : ''}>
                      {fact.text}
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </div>
        </section>
      </div>
    </main>
  );
}

function CopyLink() {
  const say = useSay();
  const copy = () =>
    navigator.clipboard.writeText(window.location.href).then(
      () => say('info', 'The link is copied.'),
      (error: unknown) => say('exception', `The link could not be copied. ${sentenceOf(error)}`),
    );
  return (
    <button type="button" className="btn" onClick={() => void copy()}>
      <Copy aria-hidden="true" />
      Copy link
    </button>
  );
}

function ProofSection({
  seq,
  data,
  isChecking,
  onCheck,
}: {
  seq: string;
  data: AuditEntry;
  isChecking: boolean;
  onCheck: () => void;
}) {
  const before = previousSeq(seq);
  return (
    <section className="card" aria-label="Proof">
      <div className="verify" style={{ borderBottom: 0 }}>
        <span className={data.valid ? 'seal good' : 'seal bad'}>
          {data.valid ? <ShieldCheck aria-hidden="true" /> : <ShieldAlert aria-hidden="true" />}
        </span>
        <div style={{ flex: '1 1 260px', minWidth: 0 }}>
          <p className={data.valid ? 'strong is-matched' : 'strong is-exception'}>
            {data.valid ? 'Unchanged since it was written' : 'This entry was changed'}
          </p>
          <p className="soft">
            {data.valid
              ? 'Its hash was computed again from what it says and from the entry before it, and is the same.'
              : 'Its hash, computed again from what it says, is not the one that was written down.'}
          </p>
        </div>
        <button type="button" className="btn" disabled={isChecking} onClick={onCheck}>
          <RefreshCw aria-hidden="true" />
          {isChecking ? 'Checking' : 'Check again'}
        </button>
      </div>
      <ol className="chain">
        {before !== undefined && (
          <Block>
            <Link className="medium" to="/audit/$seq" params={{ seq: before }}>
              #{before}
            </Link>
            <Hash name="hash" value={data.previousHash} />
          </Block>
        )}
        <Block kind="here">
          <span className="line">
            <span className="medium">#{seq}</span>
            <span className="tag push">this entry</span>
          </span>
          <Hash name="hash" value={data.hash} />
          <Hash name="again" value={data.recomputed} isWrong={data.recomputed !== data.hash} />
        </Block>
        {data.anchor === null ? (
          <Block>
            <span className="line medium">
              <Anchor aria-hidden="true" />
              Not anchored yet
            </span>
            <span className="micro faint">Anchored within a minute or a thousand entries.</span>
          </Block>
        ) : (
          <AnchorBlock anchor={data.anchor} proof={data.proof} />
        )}
      </ol>
    </section>
  );
}

function AnchorBlock({
  anchor,
  proof,
}: {
  anchor: NonNullable<AuditEntry['anchor']>;
  proof: AuditEntry['proof'];
}) {
  const holds = proof?.holds === true;
  return (
    <Block kind={holds ? 'anchored' : ''}>
      <span className="line medium">
        <Anchor aria-hidden="true" />
        Anchored up to #{anchor.seq}
      </span>
      <span className="micro">{formatExact(anchor.at)}</span>
      <Hash name="root" value={anchor.root} isWrong={!holds} />
      <span className={holds ? 'micro' : 'micro is-exception'}>
        {proof === null
          ? 'No way from the entry to the root.'
          : `${countOf(proof.path.length, 'step')} from the entry to the signed root${holds ? '' : ', which it does not reach'}`}
      </span>
    </Block>
  );
}

function Block({ kind = '', children }: { kind?: string; children: ReactNode }) {
  return <li className={`block ${kind}`}>{children}</li>;
}

function Hash({ name, value, isWrong = false }: { name: string; value: string; isWrong?: boolean }) {
  return (
    <span className={isWrong ? 'mono micro is-exception' : 'mono micro soft'} title={value}>
      {name} {value.slice(0, 8)} … {value.slice(-8)}
    </span>
  );
}

/** Numbers of entries are text: a trail may outgrow what a double counts exactly. */
function previousSeq(seq: string): string | undefined {
  if (!/^\d+$/.test(seq)) return undefined;
  const before = BigInt(seq) - 1n;
  return before > 0n ? String(before) : undefined;
}
