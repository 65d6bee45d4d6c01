import { Upload } from 'lucide-react';
import { useState } from 'react';
import { TextArea } from '../../ui/text-field.tsx';

/** More than any policy is; what is larger was chosen by mistake. */
const BYTES_MAX = 900_000;

/** Settings to try as a document: pasted, or read from a file that stays on this machine until it is asked. */
export function DocumentField({
  text,
  wrong,
  onChange,
}: {
  text: string;
  wrong: string | undefined;
  onChange: (text: string) => void;
}) {
  const [refused, setRefused] = useState<string | undefined>(undefined);
  async function read(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    if (file.size > BYTES_MAX) {
      setRefused(`${file.name} is larger than 900 kB, and so no settings.`);
      return;
    }
    setRefused(undefined);
    onChange(await file.text());
  }
  return (
    <div className="stack near">
      <TextArea
        label="Settings as JSON"
        rows={10}
        spellCheck={false}
        className="input mono"
        hint="The agent’s whole settings, or a tolerance policy alone, which then takes the place of the tolerances in force."
        wrong={wrong ?? refused}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      <label className="btn small file">
        <Upload aria-hidden="true" />
        Choose a file
        <input
          type="file"
          className="unseen"
          accept="application/json,.json"
          onChange={(event) => void read(event.target.files?.[0])}
        />
      </label>
    </div>
  );
}
