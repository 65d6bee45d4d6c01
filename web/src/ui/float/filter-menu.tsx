import { Menu } from '@base-ui/react/menu';
import { Check, ChevronDown } from 'lucide-react';

export interface FilterChoice {
  readonly value: string;
  readonly words: string;
  readonly tail?: string;
}

interface Props {
  readonly name: string;
  readonly value: string | undefined;
  /** What is shown while nothing is chosen. */
  readonly any?: string;
  readonly choices: readonly FilterChoice[];
  readonly onChoose: (value: string | undefined) => void;
}

const ANY = '';

/** One filter of a list: a button that says what is chosen and opens the choices. */
export function FilterMenu({ name, value, any = 'any', choices, onChoose }: Props) {
  const chosen = choices.find((choice) => choice.value === value);
  return (
    <Menu.Root>
      <Menu.Trigger className={value === undefined ? 'filter' : 'filter on'}>
        {name} <b>{chosen?.words ?? value ?? any}</b>
        <ChevronDown aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="start">
          <Menu.Popup className="popup">
            <Menu.RadioGroup
              value={value ?? ANY}
              onValueChange={(next: unknown) =>
                onChoose(typeof next === 'string' && next !== ANY ? next : undefined)
              }
            >
              <Choice value={ANY} words={`${any.charAt(0).toUpperCase()}${any.slice(1)}`} />
              {choices.map((choice) => (
                <Choice key={choice.value} {...choice} />
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Choice({ value, words, tail }: FilterChoice) {
  return (
    <Menu.RadioItem className="item" value={value} closeOnClick>
      <span className="tick">
        <Menu.RadioItemIndicator>
          <Check aria-hidden="true" />
        </Menu.RadioItemIndicator>
      </span>
      <span className="cut">{words}</span>
      {tail !== undefined && <span className="tail">{tail}</span>}
    </Menu.RadioItem>
  );
}
