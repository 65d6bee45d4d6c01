import { Check, RotateCw, X } from 'lucide-react';
import type { ConnectionStatus, ResourceStatus } from '../../api/contract.ts';
import { sentenceOf } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { useConnection, useRetryParked } from '../../api/settings.ts';
import { Failure, Loading, Stale } from '../../ui/blank.tsx';
import { Absent, Moment } from '../../ui/figures.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { countOf, formatCount } from '../../ui/format/numbers.ts';
import { agentWords, fromSnake } from '../../ui/format/words.ts';
import { ConnectionHead } from './connection-head.tsx';
import { ReadHistory } from './read-history.tsx';

/** What is read from Coupa and how fresh it is, which scopes are granted, and what was set aside. */
export function ConnectionSection() {
  const connection = useConnection();
  if (connection.isPending) return <Loading what="the connection" lines={10} />;
  if (connection.data === undefined) {
    return (
      <Failure what="The connection" error={connection.error} onRetry={() => void connection.refetch()} />
    );
  }
  const { data } = connection;
  return (
    <div className="stack">
      {connection.isError && (
        <Stale
          error={connection.error}
          since={connection.dataUpdatedAt}
          onRetry={() => void connection.refetch()}
        />
      )}
      <ConnectionHead connection={data} />
      <section className="card" aria-label="What is read">
        <header>
          <h2>What is read</h2>
          <span className="as-of push">
            each list at its own pace, and at once when a call-out hints at it
          </span>
        </header>
        <Resources resources={data.resources} />
      </section>
      <ReadHistory />
      <div className="grid halves">
        <Scopes scopes={data.scopes} />
        <div className="stack">
          <Parked parked={data.parked} />
          {data.unreadable.length > 0 && <Unreadable unreadable={data.unreadable} />}
        </div>
      </div>
    </div>
  );
}

function Resources({ resources }: Pick<ConnectionStatus, 'resources'>) {
  if (resources.length === 0) return <p className="body faint">Nothing has been read yet.</p>;
  return (
    <table className="tbl cards airy">
      <thead>
        <tr>
          <th scope="col">Record</th>
          <th scope="col" className="num">
            Mirrored
          </th>
          <th scope="col">State</th>
          <th scope="col">Last read</th>
          <th scope="col" className="desk">
            Read up to
          </th>
        </tr>
      </thead>
      <tbody>
        {resources.map((resource) => (
          <tr key={resource.resource}>
            <td>
              <span className="line">
                <span className={`dot ${dotOf(resource)}`} />
                <span className="medium">{resource.title}</span>
              </span>
            </td>
            <td className="num">{formatCount(resource.count)}</td>
            <td className={resource.error === null ? 'soft' : 'is-exception'} title={resource.error?.code}>
              {stateWords(resource)}
            </td>
            <td>
              {resource.lastReadAt === null ? <Absent says="never" /> : <Moment at={resource.lastReadAt} />}
            </td>
            <td className="soft desk">
              {resource.watermark === null ? <Absent /> : <Moment at={resource.watermark} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function dotOf({ state }: ResourceStatus): string {
  if (state === 'failing') return 'exception';
  if (state === 'reading') return 'matched';
  return state === 'first_load' ? 'waiting' : '';
}

const STATE_WORDS: Readonly<Record<ResourceStatus['state'], string>> = {
  waiting: 'Waits for its turn',
  first_load: 'First load',
  reading: 'Up to date',
  failing: 'Failing',
};

function stateWords({ state, error, done, expected, unreadable, reconciled }: ResourceStatus): string {
  if (error !== null) return error.message;
  if (state === 'first_load') {
    return `First load, ${formatCount(done)}${expected === null ? '' : ` of about ${formatCount(expected)}`}`;
  }
  const words = [STATE_WORDS[state] ?? state];
  if (unreadable > 0) words.push(`${formatCount(unreadable)} unreadable`);
  if (reconciled !== null) {
    words.push(
      reconciled.differed === 0
        ? 'counts agree with Coupa'
        : `${formatCount(reconciled.differed)} differ from Coupa`,
    );
  }
  return words.join(', ');
}

function Scopes({ scopes }: Pick<ConnectionStatus, 'scopes'>) {
  const missing = scopes.filter(({ granted }) => granted === false);
  return (
    <section className="card" aria-label="Scopes">
      <header>
        <h2>Scopes</h2>
        <span className="as-of push">
          {formatCount(scopes.length - missing.length)} of {formatCount(scopes.length)} granted
        </span>
      </header>
      <ul className="body stack" style={{ gap: 10 }}>
        {scopes.map((scope) => (
          <li key={scope.scope} className="line" style={{ alignItems: 'flex-start' }}>
            {scope.granted === false ? (
              <X aria-label="not granted" className="is-waiting" />
            ) : scope.granted === true ? (
              <Check aria-label="granted" className="is-matched" />
            ) : (
              <span role="img" aria-label="not known yet" className="dot" style={{ margin: 4 }} />
            )}
            <span className="stack" style={{ gap: 0 }}>
              <span className="mono break">{scope.scope}</span>
              <span className={scope.granted === false ? 'meta is-waiting' : 'meta faint'}>
                {scope.unlocks}
              </span>
            </span>
          </li>
        ))}
        {scopes.length === 0 && <li className="faint">Not known before the first token is issued.</li>}
      </ul>
    </section>
  );
}

function Parked({ parked }: Pick<ConnectionStatus, 'parked'>) {
  const retry = useRetryParked();
  const say = useSay();
  const mayRetry = useMay('connection.change');
  return (
    <section className="card" aria-label="Set aside">
      <header>
        <h2>Set aside</h2>
        <span className="as-of push">after repeated failures; the rest goes on</span>
      </header>
      {parked.length === 0 ? (
        <p className="body faint">Nothing is set aside.</p>
      ) : (
        <ul className="body stack">
          {parked.map((change) => {
            const { id } = change;
            return (
              <li key={id} className="line wrap" style={{ alignItems: 'flex-start' }}>
                <div style={{ flex: '1 1 200px', minWidth: 0 }}>
                  <p className="medium break">{change.subject}</p>
                  <p className="meta is-exception break">{change.error.message}</p>
                  <p className="meta faint">
                    {agentWords(change.agent)}, {countOf(change.attempts, 'attempt')},{' '}
                    <Moment at={change.at} />
                  </p>
                </div>
                {mayRetry && (
                  <button
                    type="button"
                    className="btn small"
                    disabled={retry.isPending}
                    onClick={() =>
                      retry.mutate(id, {
                        onSuccess: () => say('info', `${change.subject} is decided again.`),
                        onError: (error) => say('exception', sentenceOf(error)),
                      })
                    }
                  >
                    <RotateCw aria-hidden="true" />
                    Try again
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** Records that Coupa gave in a shape nobody can read; they are read again when they change there. */
function Unreadable({ unreadable }: Pick<ConnectionStatus, 'unreadable'>) {
  return (
    <section className="card" aria-label="Unreadable records">
      <header>
        <h2>Unreadable records</h2>
        <span className="as-of push">read again when they change in Coupa</span>
      </header>
      <ul className="body stack">
        {unreadable.map((record) => (
          <li key={`${record.resource} ${record.id}`}>
            <p className="medium break">
              {fromSnake(record.resource)} {record.id}
            </p>
            <p className="meta is-exception break">{record.error.message}</p>
            <p className="meta faint">
              {countOf(record.attempts, 'attempt')}, last <Moment at={record.lastAt} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
