import { Bot, Lock, OctagonPause, Play } from 'lucide-react';
import { useState } from 'react';
import type { Settings } from '../../api/contract.ts';
import { useMay } from '../../api/session.ts';
import { usePolicyHistory, useSettings } from '../../api/settings.ts';
import { Failure, Loading, NoRight } from '../../ui/blank.tsx';
import { Moment } from '../../ui/figures.tsx';
import { WritingDialog } from '../../ui/frame/writing-dialog.tsx';
import { PolicyForm } from './policy-form.tsx';

/** How far the agents may go, and the one switch that stops all writing. */
export function AutonomySection() {
  const mayRead = useMay('policy.read');
  if (!mayRead) return <NoRight icon={Bot} title="You may not see the policy" permission="policy.read" />;
  return <Autonomy />;
}

function Autonomy() {
  const settings = useSettings();
  if (settings.isPending) return <Loading what="the settings" lines={10} />;
  if (settings.data === undefined) {
    return <Failure what="The settings" error={settings.error} onRetry={() => void settings.refetch()} />;
  }
  const { policy } = settings.data;
  return (
    <div className="stack">
      <WritingCard writing={settings.data.writing} />
      {Object.keys(policy.document.agents).map((agentId) => (
        <PolicyForm key={agentId} agentId={agentId} policy={policy} />
      ))}
      <HistoryCard />
    </div>
  );
}

function WritingCard({ writing }: { writing: Settings['writing'] }) {
  const [asks, setAsks] = useState<'stop' | 'resume' | undefined>(undefined);
  const mayStop = useMay('writing.stop');
  const mayResume = useMay('writing.resume');
  return (
    <section className="card" aria-label="Writing to Coupa">
      <header>
        <h2>Writing to Coupa</h2>
      </header>
      <div className="body line wrap">
        {writing.stopped && <Lock aria-hidden="true" className="is-held" />}
        <div style={{ flex: '1 1 300px' }}>
          <p className={writing.stopped ? 'strong is-held' : 'medium'}>
            {writing.stopped ? 'Stopped' : 'On'}
          </p>
          <p className="soft break">
            {writing.stopped
              ? 'Nothing is sent to Coupa, by people or by agents. Reading, matching and deciding go on.'
              : 'One switch stops everything that is sent to Coupa, by people and by agents, within two seconds.'}
            {writing.by !== null && writing.since !== null && (
              <>
                {' '}
                {writing.stopped ? 'Stopped' : 'Resumed'} by {writing.by}, <Moment at={writing.since} />
                {writing.reason !== null && `: “${writing.reason}”`}
              </>
            )}
          </p>
        </div>
        {writing.stopped
          ? mayResume && (
              <button type="button" className="btn primary" onClick={() => setAsks('resume')}>
                <Play aria-hidden="true" />
                Resume writing
              </button>
            )
          : mayStop && (
              <button type="button" className="btn danger" onClick={() => setAsks('stop')}>
                <OctagonPause aria-hidden="true" />
                Stop writing
              </button>
            )}
      </div>
      <WritingDialog asks={asks} onClose={() => setAsks(undefined)} />
    </section>
  );
}

function HistoryCard() {
  const history = usePolicyHistory();
  if (history.data === undefined) return null;
  return (
    <section className="card" aria-label="Versions of the policy">
      <header>
        <h2>Versions</h2>
        <span className="as-of push">each decision keeps the version it was made under</span>
      </header>
      <table className="tbl airy">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Changed</th>
            <th scope="col">By</th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {history.data.rows.map((version) => (
            <tr key={version.version}>
              <td className="medium">{version.version}</td>
              <td className="soft">
                <Moment at={version.changedAt} />
              </td>
              <td>{version.changedBy}</td>
              <td className="soft break">{version.note ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
