import { useState } from 'react';
import type { AgentRow, PolicyVersion } from '../../api/contract.ts';
import { useMay } from '../../api/session.ts';
import { PolicySaveBar } from '../../ui/policy-save-bar.tsx';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import { useIsPhone } from '../../ui/use-phone.ts';
import { historyFaults } from './history-draft.ts';
import { HistoryFields } from './history-fields.tsx';
import {
  applySettings,
  changedSettings,
  type SettingsDraft,
  settingsFaults,
  toSettingsDraft,
  withSettings,
} from './settings-draft.ts';

const ORDERS = [
  {
    value: 'by_supplier',
    words: 'By supplier',
    says: 'An invoice without an order is an exception when its supplier mostly bills on orders.',
  },
  { value: 'always', words: 'Always', says: 'Every invoice without an order is an exception.' },
  { value: 'never', words: 'Never', says: 'Invoices without an order are left to their approvers.' },
] as const;

const FIELDS = [
  ['invoiceNumber', 'Invoice number'],
  ['invoiceDate', 'Invoice date'],
  ['supplierId', 'Supplier'],
  ['currency', 'Currency'],
  ['grossTotal', 'Total'],
] as const;

/** The settings of one agent, saved as a new version of the whole policy; nothing applies before. */
export function SettingsForm({ agent, policy }: { agent: AgentRow; policy: PolicyVersion }) {
  // The version the draft began from: one that somebody saves meanwhile must not wipe what is being typed.
  const [base, setBase] = useState({ agent, policy });
  const stored = toSettingsDraft(base.agent.settings);
  const [draft, setDraft] = useState(stored);
  const [saved, setSaved] = useState<number | undefined>(undefined);
  const isPhone = useIsPhone();
  const mayChange = useMay('policy.change') && !isPhone;
  if (stored === undefined || draft === undefined) {
    return (
      <section className="card" aria-label="Settings">
        <header>
          <h2>Settings</h2>
        </header>
        <pre className="body mono break">{JSON.stringify(agent.settings, null, 2)}</pre>
      </section>
    );
  }
  const adopt = () => {
    setBase({ agent, policy });
    setDraft(toSettingsDraft(agent.settings));
  };
  const changed = changedSettings(stored, draft);
  if (policy.version !== base.policy.version && (changed.length === 0 || policy.version === saved)) adopt();
  const faults = settingsFaults(draft);
  const set = (change: Partial<SettingsDraft>) => setDraft({ ...draft, ...change });
  return (
    <form className="stack" onSubmit={(event) => event.preventDefault()}>
      {!mayChange && (
        <p className="note">
          {isPhone
            ? 'Settings are changed on a larger screen.'
            : 'You can see the settings but not change them. It needs the permission policy.change.'}
        </p>
      )}
      <fieldset className="stack" disabled={!mayChange}>
        <ExceptionFields draft={draft} faults={faults} onChange={set} />
        <OrderFields draft={draft} onChange={set} />
        {draft.history !== undefined && (
          <HistoryFields
            draft={draft.history}
            faults={historyFaults(draft.history)}
            onChange={(change) =>
              set({ history: draft.history === undefined ? undefined : { ...draft.history, ...change } })
            }
          />
        )}
        <PeopleFields draft={draft} faults={faults} onChange={set} />
      </fieldset>
      <PolicySaveBar
        base={base.policy}
        newer={policy.version === base.policy.version ? undefined : policy}
        documentOf={() => {
          const { document } = base.policy;
          const settings = document.agents[agent.id]?.settings ?? {};
          return withSettings(document, agent.id, applySettings(settings, stored, draft));
        }}
        changed={changed}
        faults={Object.keys(faults).length}
        onDiscard={adopt}
        onSaved={setSaved}
      />
    </form>
  );
}

interface PartProps {
  readonly draft: SettingsDraft;
  readonly onChange: (change: Partial<SettingsDraft>) => void;
}
type FaultyProps = PartProps & { readonly faults: ReturnType<typeof settingsFaults> };

function ExceptionFields({ draft, faults, onChange }: FaultyProps) {
  return (
    <section className="card" aria-label="What follows from an exception">
      <header>
        <h2>What follows from an exception</h2>
      </header>
      <div className="body stack">
        <label className="tick">
          <input
            type="checkbox"
            className="check"
            checked={draft.commentOnExceptions}
            onChange={(event) => onChange({ commentOnExceptions: event.target.checked })}
          />
          <span>
            Explain it in a comment on the invoice in Coupa
            <span className="meta faint" style={{ display: 'block' }}>
              Otherwise the same goes to a person as a task.
            </span>
          </span>
        </label>
        <TextField
          label="Dispute reason, by Coupa’s code"
          placeholder="No invoice is disputed"
          hint="A reason that is active in your Coupa. While it is empty nothing is disputed."
          wrong={faults.disputeReasonCode}
          value={draft.disputeReasonCode}
          onChange={(event) => onChange({ disputeReasonCode: event.target.value })}
        />
      </div>
    </section>
  );
}

function OrderFields({ draft, onChange }: PartProps) {
  return (
    <section className="card" aria-label="What an invoice must carry">
      <header>
        <h2>What an invoice must carry</h2>
      </header>
      <div className="body stack">
        <div className="stack near">
          <h3 className="sec">An order</h3>
          <div className="modes" role="radiogroup" aria-label="When an order is required">
            {ORDERS.map(({ value, words, says }) => (
              <label key={value} className="option">
                <input
                  type="radio"
                  name="orders-required"
                  className="radio"
                  checked={draft.ordersRequired === value}
                  onChange={() => onChange({ ordersRequired: value })}
                />
                <span className="medium">{words}</span>
                <span />
                <span className="meta">{says}</span>
              </label>
            ))}
          </div>
        </div>
        <fieldset className="ticks">
          <legend className="medium meta" style={{ paddingBottom: 8 }}>
            These fields
          </legend>
          {FIELDS.map(([field, words]) => (
            <label className="tick" key={field}>
              <input
                type="checkbox"
                className="check"
                checked={draft.requiredFields.includes(field)}
                onChange={(event) =>
                  onChange({
                    requiredFields: event.target.checked
                      ? [...draft.requiredFields, field]
                      : draft.requiredFields.filter((one) => one !== field),
                  })
                }
              />
              <span>{words}</span>
            </label>
          ))}
        </fieldset>
      </div>
    </section>
  );
}

function PeopleFields({ draft, faults, onChange }: FaultyProps) {
  return (
    <section className="card" aria-label="People">
      <header>
        <h2>People</h2>
      </header>
      <div className="body stack">
        <div className="limits">
          {(
            [
              ['accountsPayable', 'Accounts payable is called'],
              ['buyer', 'The buyer is called'],
              ['receiver', 'The receiver is called'],
            ] as const
          ).map(([role, label]) => (
            <TextField
              key={role}
              label={label}
              wrong={faults[role]}
              value={draft[role]}
              onChange={(event) => onChange({ [role]: event.target.value })}
            />
          ))}
        </div>
        <TextArea
          label="Coupa users whose approvals may be decided in Purser, by id"
          rows={3}
          className="input mono"
          spellCheck={false}
          hint="One id a line, besides our own user. Each decides only their own, by the person mapped to them under Settings, People."
          wrong={faults.mappedApproverIds}
          value={draft.mappedApproverIds}
          onChange={(event) => onChange({ mappedApproverIds: event.target.value })}
        />
      </div>
    </section>
  );
}
