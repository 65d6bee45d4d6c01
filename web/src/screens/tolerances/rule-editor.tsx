import { X } from 'lucide-react';
import { useState } from 'react';
import type { LimitMode, ToleranceEffect } from '../../api/contract.ts';
import { useSuppliers } from '../../api/tolerances.ts';
import { TextField } from '../../ui/text-field.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { EffectCell } from './effect-cell.tsx';
import { type Faults, faultAt } from './faults.ts';
import { LimitCell } from './limit-cell.tsx';
import { DOCUMENT_LIMITS, LIMIT_GROUPS, LIMIT_WORDS, type LimitKey } from './limit-words.ts';
import { NamesField } from './names-field.tsx';
import { CONDITION_WORDS } from './rule-words.ts';
import { CONDITIONS, type Condition, type LimitDraft, type RuleDraft } from './tolerance-draft.ts';

const TYPING_RESTS_MS = 200;
const AMOUNT_ONLY: readonly LimitMode[] = ['amount'];
/** Conditions that hold for a whole invoice; only beside these may charges and caps be stated. */
const DOCUMENT_CONDITIONS: readonly Condition[] = ['supplierIds', 'entities'];

interface Props {
  readonly rule: RuleDraft;
  readonly currency: string;
  readonly faults: Faults;
  readonly effect: ToleranceEffect | undefined;
  readonly onChange: (rule: RuleDraft) => void;
}

/** One rule, opened: its name and days, what it is about, and the limits that differ. */
export function RuleEditor({ rule, currency, faults, effect, onChange }: Props) {
  const setLimits = (limits: RuleDraft['limits']) => onChange({ ...rule, limits });
  const stated = Object.keys(rule.limits) as LimitKey[];
  const general = faults.find(({ path }) => path.length === 0)?.says;
  return (
    <div className="rule-editor stack">
      {general !== undefined && (
        <p className="wrong" role="alert">
          {general}
        </p>
      )}
      <div className="rule-fields">
        <TextField
          label="Name, optional"
          hint="Shown where the rule decided."
          maxLength={80}
          wrong={faultAt(faults, 'name')}
          value={rule.name}
          onChange={(event) => onChange({ ...rule, name: event.target.value })}
        />
        <TextField
          label="From, optional"
          type="date"
          hint="First day in force."
          wrong={faultAt(faults, 'from')}
          value={rule.from}
          onChange={(event) => onChange({ ...rule, from: event.target.value })}
        />
        <TextField
          label="Until, optional"
          type="date"
          hint="Last day in force."
          wrong={faultAt(faults, 'until')}
          value={rule.until}
          onChange={(event) => onChange({ ...rule, until: event.target.value })}
        />
      </div>
      <fieldset>
        <legend className="medium meta">It is about lines and invoices with all of these</legend>
        <div className="rule-fields">
          {CONDITIONS.map((condition) => (
            <ConditionField
              key={condition}
              condition={condition}
              names={rule.conditions[condition]}
              wrong={faultAt(faults, condition)}
              onChange={(names) =>
                onChange({ ...rule, conditions: { ...rule.conditions, [condition]: names } })
              }
            />
          ))}
        </div>
      </fieldset>
      <fieldset className="stack near">
        <legend className="medium meta">Limits that differ</legend>
        {stated.map((key) => (
          <RuleLimit
            key={key}
            limitKey={key}
            limit={rule.limits[key]}
            currency={currency}
            wrong={faultAt(faults, 'limits', key) ?? faultAt(faults, key)}
            effect={effect}
            origin={rule.origin}
            onChange={(limit) => setLimits({ ...rule.limits, [key]: limit })}
            onRemove={() => setLimits(without(rule.limits, key))}
          />
        ))}
        <AddLimit
          rule={rule}
          onAdd={(key) =>
            setLimits({
              ...rule.limits,
              [key]: { mode: key === 'documentCap' ? 'amount' : 'rate', percent: '', amount: '' },
            })
          }
        />
      </fieldset>
    </div>
  );
}

function RuleLimit({
  limitKey,
  limit,
  currency,
  wrong,
  effect,
  origin,
  onChange,
  onRemove,
}: {
  limitKey: LimitKey;
  limit: LimitDraft | undefined;
  currency: string;
  wrong: string | undefined;
  effect: ToleranceEffect | undefined;
  origin: string | undefined;
  onChange: (limit: LimitDraft) => void;
  onRemove: () => void;
}) {
  const { title } = LIMIT_WORDS[limitKey];
  if (limit === undefined) return null;
  return (
    <div className="rule-limit">
      <span>{title}</span>
      <LimitCell
        name={title}
        limit={limit}
        {...(limitKey === 'documentCap' ? { modes: AMOUNT_ONLY } : {})}
        currency={currency}
        wrong={wrong}
        isReadOnly={false}
        onChange={onChange}
      />
      <EffectCell effect={effect} rule={origin} limit={limitKey} />
      <button
        type="button"
        className="icon-btn"
        aria-label={`Take out ${title.toLowerCase()}`}
        title="Take out"
        onClick={onRemove}
      >
        <X aria-hidden="true" />
      </button>
    </div>
  );
}

function without(limits: RuleDraft['limits'], key: LimitKey): RuleDraft['limits'] {
  return Object.fromEntries(Object.entries(limits).filter(([one]) => one !== key));
}

/** Charges and caps belong to whole invoices: they are offered where the conditions do. */
function AddLimit({ rule, onAdd }: { rule: RuleDraft; onAdd: (key: LimitKey) => void }) {
  const isOfLines = CONDITIONS.some(
    (condition) => !DOCUMENT_CONDITIONS.includes(condition) && rule.conditions[condition].length > 0,
  );
  const open = LIMIT_GROUPS.flatMap(({ keys }) => keys).filter(
    (key) => rule.limits[key] === undefined && !(isOfLines && DOCUMENT_LIMITS.includes(key)),
  );
  return (
    <div className="stack tight">
      <select
        className="input add-limit"
        aria-label="Add a limit"
        value=""
        onChange={(event) => event.target.value !== '' && onAdd(event.target.value as LimitKey)}
      >
        <option value="">Add a limit…</option>
        {open.map((key) => (
          <option key={key} value={key}>
            {LIMIT_WORDS[key].title}
          </option>
        ))}
      </select>
      {isOfLines && (
        <p className="hint">
          Charges and sums of an invoice are judged as a whole: they can differ by supplier and entity only.
        </p>
      )}
    </div>
  );
}

function ConditionField({
  condition,
  names,
  wrong,
  onChange,
}: {
  condition: Condition;
  names: readonly string[];
  wrong: string | undefined;
  onChange: (names: readonly string[]) => void;
}) {
  const { label, hint } = CONDITION_WORDS[condition];
  if (condition === 'supplierIds') {
    return <SupplierField label={label} hint={hint} names={names} wrong={wrong} onChange={onChange} />;
  }
  return <NamesField label={label} hint={hint} names={names} wrong={wrong} onChange={onChange} />;
}

function SupplierField(props: {
  label: string;
  hint: string;
  names: readonly string[];
  wrong: string | undefined;
  onChange: (names: readonly string[]) => void;
}) {
  const [typed, setTyped] = useState('');
  const known = useSuppliers('').data?.rows ?? [];
  const found = useSuppliers(useSettled(typed, TYPING_RESTS_MS)).data?.rows ?? [];
  const all = new Map([...known, ...found].map(({ id, name }) => [id, name]));
  const choices = [...all].map(([value, name]) => ({ value, words: `${name} (${value})` }));
  return <NamesField {...props} choices={choices} onType={setTyped} />;
}
