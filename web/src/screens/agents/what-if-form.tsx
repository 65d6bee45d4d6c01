import { useNavigate } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { AgentRow } from '../../api/contract.ts';
import { ApiError, sentenceOf } from '../../api/request.ts';
import { useStartWhatIf, type WhatIfQuestion } from '../../api/what-ifs.ts';
import { DayFilter } from '../../ui/float/day-filter.tsx';
import { countOf } from '../../ui/format/numbers.ts';
import { Segments } from '../../ui/segments.tsx';
import { DocumentField } from './document-field.tsx';
import { tolerancesOf } from './tolerance-words.ts';
import { applyTrial, type LimitDraft, readDocument, toTrialDraft, trialFault } from './trial-draft.ts';
import { TrialFields } from './trial-fields.tsx';

type Way = 'numbers' | 'document' | 'in_force';

const WAYS = [
  { id: 'numbers', words: 'Other numbers' },
  { id: 'document', words: 'A document' },
  { id: 'in_force', words: 'Settings in force' },
] as const;

const WHICH = [
  { id: 'newest', words: 'Newest run of each invoice' },
  { id: 'all', words: 'All runs' },
] as const;

/** What to try, on which runs. Nothing is saved by it. */
export function WhatIfForm({ agent }: { agent: AgentRow }) {
  const tolerances = tolerancesOf(agent.settings);
  const inForce = tolerances === undefined ? [] : toTrialDraft(tolerances);
  const [way, setWay] = useState<Way>(tolerances === undefined ? 'document' : 'numbers');
  const [draft, setDraft] = useState<readonly LimitDraft[]>(inForce);
  const [text, setText] = useState('');
  const [isTried, setIsTried] = useState(false);
  const [from, setFrom] = useState<string | undefined>(undefined);
  const [to, setTo] = useState<string | undefined>(undefined);
  const [which, setWhich] = useState<'newest' | 'all'>('newest');
  const start = useStartWhatIf();
  const navigate = useNavigate();
  const faults = way === 'numbers' ? draft.filter((line) => trialFault(line) !== undefined).length : 0;
  const changed = draft.filter((line, index) => JSON.stringify(line) !== JSON.stringify(inForce[index]));
  const document = readDocument(text);
  const wrong = way === 'document' && isTried && 'wrong' in document ? document.wrong : undefined;

  function settings(): WhatIfQuestion['settings'] | 'wrong' {
    if (way === 'in_force') return undefined;
    if (way === 'document') return 'settings' in document ? document.settings : 'wrong';
    return tolerances === undefined ? undefined : { ...applyTrial(tolerances, draft) };
  }

  function send(event: FormEvent) {
    event.preventDefault();
    setIsTried(true);
    if (faults > 0) return;
    const wanted = settings();
    if (wanted === 'wrong') return;
    start.mutate(
      {
        agent: agent.id,
        which,
        ...(wanted === undefined ? {} : { settings: wanted }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
      {
        onSuccess: ({ id }) =>
          void navigate({
            to: '/agents/$agentId/what-if/$whatIfId',
            params: { agentId: agent.id, whatIfId: id },
          }),
      },
    );
  }

  return (
    <form className="card" aria-label="Ask a what-if" onSubmit={send}>
      <header>
        <h2>What would past runs come to under</h2>
        <Segments
          label="What to try"
          segments={tolerances === undefined ? WAYS.slice(1) : WAYS}
          chosen={way}
          onChoose={setWay}
        />
        <span className="as-of push">Nothing is changed by it</span>
      </header>
      <div className="body stack">
        {way === 'numbers' && <TrialFields inForce={inForce} draft={draft} onChange={setDraft} />}
        {way === 'numbers' && (
          <p className="meta faint">
            Amounts are in {tolerances?.currency ?? 'each invoice’s own currency'}. Rules for some lines stay
            as they are; try a document to change them.
          </p>
        )}
        {way === 'document' && <DocumentField text={text} wrong={wrong} onChange={setText} />}
        {way === 'in_force' && (
          <p className="soft">
            The settings of policy version {agent.policyVersion}. It shows whether past decisions can be made
            again as they were, and which differ because settings or code have changed since.
          </p>
        )}
        {start.isError && (
          <div className="note exception" role="alert">
            <Refusal error={start.error} />
          </div>
        )}
      </div>
      <footer>
        <Segments label="Which runs" segments={WHICH} chosen={which} onChoose={setWhich} />
        <DayFilter name="From" value={from} onChange={setFrom} />
        <DayFilter name="To" value={to} onChange={setTo} />
        <span className="push soft">
          {way === 'numbers' &&
            (changed.length === 0
              ? 'As in force'
              : `${countOf(changed.length, 'number', 'numbers')} changed`)}
        </span>
        <button type="submit" className="btn primary" disabled={start.isPending || faults > 0}>
          <Play aria-hidden="true" />
          {faults > 0 ? `${countOf(faults, 'line')} to mend` : 'Replay past runs'}
        </button>
      </footer>
    </form>
  );
}

/** Each fault of a document on a line of its own, with its place. */
function Refusal({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || error.issues.length === 0) return sentenceOf(error);
  return (
    <ul className="stack tight">
      {error.issues.map(({ pointer, says }) => (
        <li key={`${pointer} ${says}`} className="break">
          <span className="mono">{pointer.slice(1).replaceAll('/', '.')}</span> {says}
        </li>
      ))}
    </ul>
  );
}
