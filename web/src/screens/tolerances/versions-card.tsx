import { Download, History } from 'lucide-react';
import { sentenceOf } from '../../api/request.ts';
import { readToleranceVersion, toleranceExportAddress, useToleranceVersions } from '../../api/tolerances.ts';
import { Failure, Loading } from '../../ui/blank.tsx';
import { Moment } from '../../ui/figures.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import type { DraftInHand } from './use-tolerance-draft.ts';

/** Who changed the tolerances, when, why and what; each can be put into the form again. */
export function VersionsCard({
  agentId,
  hand,
  isReadOnly,
}: {
  agentId: string;
  hand: DraftInHand;
  isReadOnly: boolean;
}) {
  const versions = useToleranceVersions(agentId);
  const say = useSay();
  async function goBack(version: number) {
    try {
      const { document } = await readToleranceVersion(agentId, version);
      hand.fill(document);
    } catch (error) {
      say('exception', `Version ${version} could not be read. ${sentenceOf(error)}`);
    }
  }
  if (versions.isPending) return <Loading what="the versions" lines={3} />;
  if (versions.data === undefined) {
    return <Failure what="The versions" error={versions.error} onRetry={() => void versions.refetch()} />;
  }
  return (
    <section className="card" aria-label="Versions">
      <header>
        <h2>Versions</h2>
        <span className="meta faint">Each decision keeps the id of the tolerances it was made under.</span>
      </header>
      <table className="tbl airy cards tolerance-versions">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Changed</th>
            <th scope="col">What and why</th>
            <th scope="col">
              <span className="unseen">Use</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.data.rows.map((row, index) => (
            <tr key={row.version}>
              <th scope="row" className="v-number">
                <span className="medium">{row.version}</span> <span className="mono faint">{row.id}</span>
              </th>
              <td className="v-who">
                {row.changedBy}
                <span className="meta faint">
                  {' '}
                  <Moment at={row.changedAt} />
                </span>
              </td>
              <td className="v-what">
                {row.changes.length === 0 ? (
                  <span className="faint">The first one</span>
                ) : (
                  <ul className="stack tight">
                    {row.changes.map((change) => (
                      <li key={change} className="break">
                        {change}
                      </li>
                    ))}
                  </ul>
                )}
                {row.note !== null && <p className="meta faint break">“{row.note}”</p>}
              </td>
              <td className="v-use">
                <span className="line close">
                  {index > 0 && !isReadOnly && (
                    <button
                      type="button"
                      className="btn small"
                      aria-label={`Go back to version ${row.version}`}
                      onClick={() => void goBack(row.version)}
                    >
                      <History aria-hidden="true" />
                      Go back
                    </button>
                  )}
                  <a
                    className="icon-btn"
                    href={toleranceExportAddress(agentId, row.version)}
                    download
                    aria-label={`Export version ${row.version}`}
                    title="Export"
                  >
                    <Download aria-hidden="true" />
                  </a>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
