import { getRouteApi, Link } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import type { AgentRow, WhatIfRow } from '../../api/contract.ts';
import { useWhatIfs } from '../../api/what-ifs.ts';
import { AgentFrame } from '../../ui/agent/agent-frame.tsx';
import { Blank, Failure, Loading } from '../../ui/blank.tsx';
import { Moment } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format/numbers.ts';
import { StateChip } from '../../ui/state-chip.tsx';
import { WhatIfForm } from './what-if-form.tsx';
import { periodWords, stateTone, stateWords, triedWords } from './what-if-words.ts';
import './agents.css';

const route = getRouteApi('/agents/$agentId/what-if');

/** Asks what past runs would come to under other settings, and lists what was asked. Route `/agents/$agentId/what-if`. */
export function WhatIfScreen() {
  const { agentId } = route.useParams();
  return (
    <AgentFrame agentId={agentId} tab="what-if">
      {(agent) => (
        <div className="stack">
          <WhatIfForm key={agent.policyVersion} agent={agent} />
          <PastWhatIfs agent={agent} />
        </div>
      )}
    </AgentFrame>
  );
}

function PastWhatIfs({ agent }: { agent: AgentRow }) {
  const past = useWhatIfs(agent.id);
  return (
    <section className="card" aria-label="Asked before">
      <header>
        <h2>Asked before</h2>
        <span className="as-of push">the last fifty are kept</span>
      </header>
      {past.isPending ? (
        <Loading what="what was asked" lines={4} />
      ) : past.data === undefined ? (
        <Failure what="What was asked" error={past.error} onRetry={() => void past.refetch()} />
      ) : past.data.rows.length === 0 ? (
        <Blank icon={FlaskConical} title="Nothing was asked yet">
          A what-if changes nothing: no proposal, no approval, nothing in Coupa.
        </Blank>
      ) : (
        <table className="tbl cards fixed what-ifs">
          <colgroup>
            <col style={{ width: 140 }} />
            <col />
            <col style={{ width: 190 }} />
            <col style={{ width: 110 }} />
            <col style={{ width: 150 }} />
            <col style={{ width: 130 }} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Asked</th>
              <th scope="col">What was tried</th>
              <th scope="col">Runs</th>
              <th scope="col" className="num">
                Change
              </th>
              <th scope="col">By</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {past.data.rows.map((row) => (
              <PastLine key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function PastLine({ row }: { row: WhatIfRow }) {
  return (
    <tr>
      <th scope="row" className="w-when">
        <Link to="/agents/$agentId/what-if/$whatIfId" params={{ agentId: row.agent, whatIfId: row.id }}>
          <Moment at={row.startedAt} />
        </Link>
      </th>
      <td className="w-what" title={row.differences.join('\n')}>
        {triedWords(row.differences)}
      </td>
      <td className="w-runs soft">{periodWords(row)}</td>
      <td className="w-change num">{formatCount(row.changed)}</td>
      <td className="w-by soft">{row.askedBy}</td>
      <td className="w-state">
        <StateChip tone={stateTone(row.state)} words={stateWords(row.state)} />
      </td>
    </tr>
  );
}
