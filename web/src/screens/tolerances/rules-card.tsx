import { Plus, Scale } from 'lucide-react';
import { useState } from 'react';
import type { ToleranceEffect } from '../../api/contract.ts';
import { Blank } from '../../ui/blank.tsx';
import { countOf } from '../../ui/format/numbers.ts';
import { faultsOfRule } from './faults.ts';
import { RuleRow } from './rule-row.tsx';
import { copyOf, newRule, positionsOf, type RuleDraft } from './tolerance-draft.ts';
import type { DraftInHand } from './use-tolerance-draft.ts';

/** Rules for some invoices or lines: the narrower wins, of two equally narrow the stricter. */
export function RulesCard({
  hand,
  effect,
  isReadOnly,
}: {
  hand: DraftInHand;
  effect: ToleranceEffect | undefined;
  isReadOnly: boolean;
}) {
  const { draft, faults, set } = hand;
  const [open, setOpen] = useState<number | undefined>(undefined);
  const positions = positionsOf(draft.rules);
  const change = (rule: RuleDraft) =>
    set({ rules: draft.rules.map((one) => (one.key === rule.key ? rule : one)) });
  const add = (rule: RuleDraft) => {
    set({ rules: [...draft.rules, rule] });
    setOpen(rule.key);
  };
  return (
    <section className="card" aria-label="Rules">
      <header>
        <h2>{draft.rules.length === 0 ? 'Rules' : countOf(positions.size, 'rule')}</h2>
        <span className="meta faint rules-about">
          The narrower wins: order line, contract, supplier with commodity, supplier, commodity, entity, unit.
          Of two equally narrow the stricter.
        </span>
        {!isReadOnly && (
          <button type="button" className="btn small push" onClick={() => add(newRule())}>
            <Plus aria-hidden="true" />
            Add a rule
          </button>
        )}
      </header>
      {draft.rules.length === 0 ? (
        <Blank icon={Scale} title="No rules">
          Every invoice is held against the limits above.
        </Blank>
      ) : (
        <ul className="rules">
          {draft.rules.map((rule) => (
            <RuleRow
              key={rule.key}
              rule={rule}
              currency={draft.currency}
              effect={effect}
              faults={faultsOfRule(faults, positions.get(rule.key))}
              isOpen={open === rule.key}
              isReadOnly={isReadOnly}
              onOpen={(isOpen) => setOpen(isOpen ? rule.key : undefined)}
              onChange={change}
              onDuplicate={() => add(copyOf(rule))}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
