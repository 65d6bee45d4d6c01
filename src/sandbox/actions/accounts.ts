import { SEGMENTS } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { isTrue, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

/** The code is the segments joined with "-", an empty one in the middle leaving "--". */
export function settleAccount(work: Work, row: Row): Row {
  if (textOf(row, 'segment-1') === '') refuse('account', "Segment 1 - Company can't be blank");
  const segments = SEGMENTS.map((segment) => textOf(row, segment));
  while (segments.at(-1) === '') segments.pop();
  assertCombination(work, row);
  return { ...row, code: segments.join('-') };
}

/** A rule forbids the accounts of its chart that meet everything it says. */
function assertCombination(work: Work, account: Row): void {
  for (const rule of work.rows('account-validation-rules')) {
    const chart = textOf(rule, 'account-type');
    if (!isTrue(rule, 'active') || (chart !== '' && chart !== textOf(account, 'account-type'))) continue;
    const said = SEGMENTS.filter((segment) =>
      ['condition', 'min', 'max'].some((part) => textOf(rule, `${segment}-${part}`) !== ''),
    );
    if (said.length > 0 && said.every((segment) => meets(rule, segment, textOf(account, segment)))) {
      refuse('account', textOf(rule, 'error-message'));
    }
  }
}

function meets(rule: Row, segment: string, value: string): boolean {
  if (textOf(rule, `${segment}-condition`) === 'blank_value') return value === '';
  const min = textOf(rule, `${segment}-min`);
  const max = textOf(rule, `${segment}-max`);
  return value !== '' && (min === '' || value >= min) && (max === '' || value <= max);
}
