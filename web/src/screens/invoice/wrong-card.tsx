import { ArrowRightLeft, Scale } from 'lucide-react';
import { useState } from 'react';
import type { InvoiceDetail, MatchException } from '../../api/contract.ts';
import { Absent } from '../../ui/figures.tsx';
import { countOf, formatDecimal, formatMoney } from '../../ui/format/numbers.ts';
import { causeTone } from '../../ui/format/words.ts';
import { type SourceLinks, SourceList } from '../../ui/source-list.tsx';
import { StateChip } from '../../ui/state-chip.tsx';
import { type Cause, causesOf, placeWords } from './exception-tree.ts';
import { hasWrong, linksOf } from './invoice-parts.ts';
import { TriedSteps } from './tried-steps.tsx';

/** So many causes are told at once; a document that differs on each line would hide the page. */
const CAUSES_SHOWN = 5;

/** What keeps the invoice from matching: the cause first, what follows from it under it, and what a clerk would do. */
export function WrongCard({ data }: { data: InvoiceDetail }) {
  const [isAll, setIsAll] = useState(false);
  const { match, invoice } = data;
  if (match === null || !hasWrong(data)) return null;
  const causes = causesOf(match.exceptions);
  const shown = isAll ? causes : causes.slice(0, CAUSES_SHOWN);
  const following = match.exceptions.length - causes.length;
  const links = linksOf(data);
  return (
    <section className="card case-wrong" aria-label="What is wrong">
      <header>
        <h2>What is wrong</h2>
        <span className="as-of push">
          {countOf(causes.length, 'cause')}
          {following > 0 && `, ${countOf(following, 'consequence')}`}
        </span>
      </header>
      {match.advice !== null && (
        <p className="advice">
          <Scale aria-hidden="true" />
          <span>
            <span className="label">What a clerk would do</span>
            <span className="medium break">{match.advice.says}</span>
          </span>
        </p>
      )}
      <ol className="causes">
        {shown.map((cause, index) => (
          <CauseItem
            // biome-ignore lint/suspicious/noArrayIndexKey: two causes may share code and line; the list only changes as a whole.
            key={`${cause.exception.code} ${cause.exception.line} ${index}`}
            cause={cause}
            isPrimary={index === 0 && causes.length > 1}
            currency={invoice.currency}
            links={links}
          />
        ))}
      </ol>
      {causes.length > CAUSES_SHOWN && (
        <footer>
          <button type="button" className="link-btn" aria-expanded={isAll} onClick={() => setIsAll(!isAll)}>
            {isAll ? 'Show fewer' : `Show ${countOf(causes.length - CAUSES_SHOWN, 'more cause')}`}
          </button>
        </footer>
      )}
    </section>
  );
}

interface ItemProps {
  readonly currency: string | undefined;
  readonly links: SourceLinks;
}

function CauseItem({ cause, isPrimary, ...rest }: ItemProps & { cause: Cause; isPrimary: boolean }) {
  const { exception, consequences } = cause;
  return (
    <li>
      <Exception exception={exception} {...rest}>
        {isPrimary && <span className="tag">Primary cause</span>}
      </Exception>
      {consequences.length > 0 && (
        <details className="follows">
          <summary>{countOf(consequences.length, 'consequence')} of it, cleared up with it</summary>
          <ul className="causes">
            {consequences.map((one) => (
              <li key={`${one.code} ${one.line} ${one.explanation}`}>
                <Exception exception={one} {...rest} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <TriedSteps steps={exception.tried} links={rest.links} />
    </li>
  );
}

function Exception({
  exception,
  currency,
  links,
  children,
}: ItemProps & { exception: MatchException; children?: React.ReactNode }) {
  const { code, title, expected, actual, breachAmount, breachLimit, explanation, counterfactual } = exception;
  return (
    <>
      <div className="line wrap">
        <StateChip tone={causeTone(code, 'exception')} words={title} code={code} />
        <span className="faint">{placeWords(exception)}</span>
        {children}
      </div>
      <p className="break">{explanation}</p>
      <dl className="breach">
        <Figure name="Expected">{formatDecimal(expected, decimalsOf(expected))}</Figure>
        <Figure name="Actual">{formatDecimal(actual, decimalsOf(actual))}</Figure>
        <Figure name="Breach">
          <Amount text={breachAmount} currency={currency} />
        </Figure>
        <Figure name="Limit">
          <Amount text={breachLimit} currency={currency} />
        </Figure>
      </dl>
      <p className="note">
        <ArrowRightLeft aria-hidden="true" style={{ width: 14, height: 14 }} />
        <span className="break">{counterfactual}</span>
      </p>
      <SourceList sources={exception.sources} links={links} />
    </>
  );
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="label">{name}</dt>
      <dd className="break">{children}</dd>
    </div>
  );
}

function Amount({ text, currency }: { text: string | null; currency: string | undefined }) {
  if (text === null) return <Absent says="not measured in money" />;
  return currency === undefined ? formatDecimal(text, 2) : formatMoney({ amount: text, currency });
}

/** A price keeps the decimals it was stated with, a quantity its none. */
function decimalsOf(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}
