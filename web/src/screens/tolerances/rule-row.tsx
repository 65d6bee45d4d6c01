import { ChevronDown, ChevronRight, Copy, Trash2, Undo2 } from 'lucide-react';
import type { ToleranceEffect } from '../../api/contract.ts';
import { useSuppliers } from '../../api/tolerances.ts';
import { joinWords } from '../../ui/format/numbers.ts';
import { EffectCell } from './effect-cell.tsx';
import type { Faults } from './faults.ts';
import { LIMIT_WORDS, type LimitKey, limitText } from './limit-words.ts';
import { RuleEditor } from './rule-editor.tsx';
import { CONDITION_WORDS } from './rule-words.ts';
import { CONDITIONS, type RuleDraft, toLimit } from './tolerance-draft.ts';

interface Props {
  readonly rule: RuleDraft;
  readonly currency: string;
  readonly effect: ToleranceEffect | undefined;
  readonly faults: Faults;
  readonly isOpen: boolean;
  readonly isReadOnly: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onChange: (rule: RuleDraft) => void;
  readonly onDuplicate: () => void;
}

/** One rule in a line: what it is about, what it allows, what it did. It opens to be changed. */
export function RuleRow(props: Props) {
  const { rule, currency, effect, faults, isOpen, isReadOnly, onOpen, onChange, onDuplicate } = props;
  const about = useAbout(rule);
  const title = rule.name === '' ? about : rule.name;
  if (rule.isRemoved) {
    return (
      <li className="rule">
        <div className="rule-head">
          <span className="faint">
            <s>{title}</s> is taken out once you save.
          </span>
          <button type="button" className="btn small" onClick={() => onChange({ ...rule, isRemoved: false })}>
            <Undo2 aria-hidden="true" />
            Put it back
          </button>
        </div>
      </li>
    );
  }
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="rule">
      <div className="rule-head">
        <div className="rule-words">
          {isReadOnly ? (
            <span className="medium">{title}</span>
          ) : (
            <button
              type="button"
              className="rule-toggle medium"
              aria-expanded={isOpen}
              onClick={() => onOpen(!isOpen)}
            >
              <Sign aria-hidden="true" />
              {title}
            </button>
          )}
          <span className="meta faint break">
            {rule.name === '' ? '' : about}
            {daysOf(rule)}
          </span>
          {faults.length > 0 && !isOpen && (
            <p className="wrong" role="alert">
              {faults[0]?.says}
            </p>
          )}
        </div>
        {!isReadOnly && (
          <div className="line close">
            <button
              type="button"
              className="icon-btn"
              aria-label={`Duplicate ${title}`}
              title="Duplicate"
              onClick={onDuplicate}
            >
              <Copy aria-hidden="true" />
            </button>
            <button
              type="button"
              className="icon-btn"
              aria-label={`Take out ${title}`}
              title="Take out"
              onClick={() => onChange({ ...rule, isRemoved: true })}
            >
              <Trash2 aria-hidden="true" />
            </button>
          </div>
        )}
      </div>
      {isOpen && !isReadOnly ? (
        <RuleEditor rule={rule} currency={currency} faults={faults} effect={effect} onChange={onChange} />
      ) : (
        <RuleLimits rule={rule} currency={currency} effect={effect} />
      )}
    </li>
  );
}

function RuleLimits({
  rule,
  currency,
  effect,
}: {
  rule: RuleDraft;
  currency: string;
  effect: ToleranceEffect | undefined;
}) {
  const limits = Object.entries(rule.limits) as [LimitKey, RuleDraft['limits'][LimitKey]][];
  if (limits.length === 0) return <p className="rule-limits faint">It states no limit yet.</p>;
  return (
    <dl className="rule-limits">
      {limits.map(([key, limit]) => (
        <div key={key}>
          <dt>{LIMIT_WORDS[key].title}</dt>
          <dd className="medium">
            {limit === undefined ? '' : limitText(toLimit(limit), currency || undefined)}
          </dd>
          <dd>
            <EffectCell effect={effect} rule={rule.origin} limit={key} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What a rule is about, suppliers by their names where these are known. */
function useAbout(rule: RuleDraft): string {
  const suppliers = useSuppliers('').data?.rows ?? [];
  const said = CONDITIONS.filter((condition) => rule.conditions[condition].length > 0);
  if (said.length === 0) return 'A rule about nothing yet';
  const about = said
    .map((condition) => {
      const names = rule.conditions[condition].map(
        (name) =>
          (condition === 'supplierIds' ? suppliers.find(({ id }) => id === name)?.name : undefined) ?? name,
      );
      const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
      return `${CONDITION_WORDS[condition][names.length === 1 ? 'one' : 'many']} ${joinWords(shown)}`;
    })
    .join(', ');
  return about.charAt(0).toUpperCase() + about.slice(1);
}

function daysOf({ from, until, name }: RuleDraft): string {
  const days = [from === '' ? '' : `from ${from}`, until === '' ? '' : `until ${until}`].filter(Boolean);
  return days.length === 0 ? '' : `${name === '' ? 'In force ' : ', in force '}${days.join(' ')}`;
}
