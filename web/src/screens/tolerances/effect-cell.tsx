import type { EffectTally, ToleranceEffect } from '../../api/contract.ts';
import { Absent } from '../../ui/figures.tsx';
import { countOf, listMoney } from '../../ui/format/numbers.ts';

/** What one limit of one rule let through and refused; a dash where nothing came to it. */
export function EffectCell({
  effect,
  rule,
  limit,
}: {
  effect: ToleranceEffect | undefined;
  rule: string | undefined;
  limit: string;
}) {
  if (effect === undefined) return null;
  const row = effect.rows.find((one) => one.rule === rule && one.limit === limit);
  if (row === undefined) return <Absent says="nothing in these days" />;
  return (
    <span className="effect">
      <Side words="let through" tally={row.tolerated} tone="is-within" />
      <Side words="refused" tally={row.refused} tone="is-exception" />
    </span>
  );
}

function Side({ words, tally, tone }: { words: string; tally: EffectTally; tone: string }) {
  if (tally.differences === 0) return null;
  const invoices = tally.invoices === tally.differences ? '' : ` on ${countOf(tally.invoices, 'invoice')}`;
  return (
    <span>
      <span className={`medium ${tone}`}>
        {tally.differences} {words}
      </span>
      <span className="faint">
        {invoices}
        {tally.money.length === 0 ? '' : `, ${listMoney(tally.money)}`}
      </span>
    </span>
  );
}

/** Over what the figures were worked out, or why there are none. */
export function EffectNote({ effect }: { effect: ToleranceEffect }) {
  if (effect.of === 0) return <>No invoice was decided in the last {effect.days} days.</>;
  const sample =
    effect.invoices < effect.of
      ? `The newest ${countOf(effect.invoices, 'invoice')} of ${countOf(effect.of, 'invoice')}`
      : `All ${countOf(effect.invoices, 'invoice')}`;
  return (
    <>
      {sample} decided in the last {effect.days} days, decided again under the rules in force.
    </>
  );
}
