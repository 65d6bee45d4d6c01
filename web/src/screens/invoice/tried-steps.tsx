import { CircleCheck, CircleDashed, type LucideIcon, MessageCircleQuestion, Minus } from 'lucide-react';
import type { TriedStep } from '../../api/contract.ts';
import { type SourceLinks, SourceList } from '../../ui/source-list.tsx';

interface Result {
  readonly icon: LucideIcon;
  readonly words: string;
  readonly tone: string;
}

/** What Purser tried before it asks anybody, in order, and what each way found. */
export function TriedSteps({ steps, links }: { steps: readonly TriedStep[]; links: SourceLinks }) {
  if (steps.length === 0) return null;
  const helpful = steps.find(({ found }) => found === 'helps');
  return (
    <details>
      <summary>
        What Purser tried
        {helpful !== undefined && <span className="is-matched"> · helps: {helpful.title}</span>}
      </summary>
      <ol className="tried">
        {steps.map((step) => {
          const { icon: Icon, words, tone } = resultOf(step);
          return (
            <li key={step.rung}>
              <Icon aria-hidden="true" className={tone} />
              <div>
                <p className="line wrap close">
                  <span className="medium">{step.title}</span>
                  <span className={tone}>{words}</span>
                </p>
                <p className="soft break">{step.says}</p>
                <SourceList sources={step.sources} links={links} />
              </div>
            </li>
          );
        })}
      </ol>
    </details>
  );
}

/** Asking comes last and finds nothing by itself. */
function resultOf({ rung, found }: TriedStep): Result {
  if (rung === 'ask_owner') return { icon: MessageCircleQuestion, words: 'what is left', tone: 'faint' };
  if (found === 'helps') return { icon: CircleCheck, words: 'helps', tone: 'is-matched' };
  return found === 'not_here'
    ? { icon: CircleDashed, words: 'not at hand', tone: 'faint' }
    : { icon: Minus, words: 'nothing', tone: 'faint' };
}
