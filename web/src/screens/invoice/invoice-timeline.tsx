import { Link } from '@tanstack/react-router';
import {
  Ban,
  Check,
  Cpu,
  FilePen,
  FileText,
  GraduationCap,
  Hand,
  type LucideIcon,
  MessageSquare,
  Package,
  PenLine,
  RefreshCw,
  Send,
  UserRound,
} from 'lucide-react';
import { useState } from 'react';
import type { TimelineEntry } from '../../api/contract.ts';
import { Moment } from '../../ui/figures.tsx';
import { Segments } from '../../ui/segments.tsx';

type Whose = 'all' | 'coupa' | 'purser';

const WHOSE: readonly { readonly id: Whose; readonly words: string }[] = [
  { id: 'all', words: 'All' },
  { id: 'coupa', words: 'Coupa' },
  { id: 'purser', words: 'Purser' },
];

const SHOWN_FIRST = 12;

/** What happened round an invoice, newest first, whoever did it. */
export function InvoiceTimeline({ timeline }: { timeline: readonly TimelineEntry[] }) {
  const [whose, setWhose] = useState<Whose>('all');
  const [isWhole, setIsWhole] = useState(false);
  const entries = timeline.filter(({ who }) => whose === 'all' || (whose === 'coupa') === (who === 'coupa'));
  const shown = isWhole ? entries : entries.slice(0, SHOWN_FIRST);
  return (
    <section className="card case-timeline" aria-label="Timeline">
      <header>
        <h2>Timeline</h2>
        <span className="push">
          <Segments label="Whose entries" segments={WHOSE} chosen={whose} onChoose={setWhose} />
        </span>
      </header>
      <div className="body">
        {entries.length === 0 && (
          <p className="faint">Nothing from {whose === 'coupa' ? 'Coupa' : 'Purser'} yet.</p>
        )}
        <ol className="timeline">
          {shown.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two entries of one moment may read alike; the list only grows as a whole.
            <Entry key={`${entry.at} ${entry.text} ${index}`} entry={entry} />
          ))}
        </ol>
        {entries.length > shown.length && (
          <button type="button" className="link-btn meta" onClick={() => setIsWhole(true)}>
            {entries.length - shown.length} earlier
          </button>
        )}
      </div>
    </section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { icon: Icon, tone } = signOf(entry);
  return (
    <li>
      <span className={`node ${tone}`} aria-hidden="true">
        <Icon />
      </span>
      <div style={{ minWidth: 0 }}>
        <p className="break">{entry.text}</p>
        <p className="meta faint">
          {entry.name ?? (entry.who === 'coupa' ? 'Coupa' : '')}
          {entry.entry !== null && (
            <>
              {entry.name !== null && ' '}
              <Link to="/audit/$seq" params={{ seq: entry.entry }}>
                #{entry.entry}
              </Link>
            </>
          )}
        </p>
      </div>
      <Moment at={entry.at} />
    </li>
  );
}

function signOf({ who, icon }: TimelineEntry): { icon: LucideIcon; tone: string } {
  if (/fail|refus|flag|park/.test(icon)) return { icon: Ban, tone: 'exception' };
  if (/memory_(rejected|withdrawn)/.test(icon)) return { icon: GraduationCap, tone: '' };
  if (/memory/.test(icon)) return { icon: GraduationCap, tone: 'matched' };
  if (/confirm|applied/.test(icon)) return { icon: Check, tone: 'matched' };
  if (/action_done|intended|sent/.test(icon)) return { icon: Send, tone: 'info' };
  if (/task/.test(icon)) return { icon: Hand, tone: 'waiting' };
  if (/comment/.test(icon)) return { icon: MessageSquare, tone: '' };
  if (/receipt/.test(icon)) return { icon: Package, tone: 'matched' };
  if (/status/.test(icon)) return { icon: RefreshCw, tone: '' };
  if (/created/.test(icon)) return { icon: FileText, tone: '' };
  if (/updated|order/.test(icon)) return { icon: FilePen, tone: '' };
  if (who === 'person') return { icon: UserRound, tone: 'waiting' };
  return who === 'purser' ? { icon: Cpu, tone: 'info' } : { icon: PenLine, tone: '' };
}
