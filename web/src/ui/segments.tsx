import type { LucideIcon } from 'lucide-react';

interface Segment<Id extends string> {
  readonly id: Id;
  readonly words: string;
  readonly icon?: LucideIcon;
}

interface Props<Id extends string> {
  readonly label: string;
  readonly segments: readonly Segment<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

/** One choice of a few, all in view. */
export function Segments<Id extends string>({ label, segments, chosen, onChoose }: Props<Id>) {
  return (
    <fieldset className="seg">
      <legend className="unseen">{label}</legend>
      {segments.map(({ id, words, icon: Icon }) => (
        <button key={id} type="button" aria-pressed={chosen === id} onClick={() => onChoose(id)}>
          {Icon !== undefined && <Icon aria-hidden="true" />}
          {words}
        </button>
      ))}
    </fieldset>
  );
}
