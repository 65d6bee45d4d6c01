interface Props {
  readonly name: string;
  readonly value: string | undefined;
  readonly onChange: (day: string | undefined) => void;
}

/** One end of a period, as a filter of a list. */
export function DayFilter({ name, value, onChange }: Props) {
  return (
    <label className={value === undefined ? 'filter' : 'filter on'}>
      {name}
      <input
        type="date"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      />
    </label>
  );
}
