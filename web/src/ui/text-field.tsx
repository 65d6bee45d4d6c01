import { OctagonAlert } from 'lucide-react';
import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from 'react';

interface Shared {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong; takes the place of the hint. */
  readonly wrong?: string | undefined;
}

/** A labelled input: label above, hint below, what is wrong in its place. */
export function TextField({ label, hint, wrong, ...input }: Shared & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input {...input} id={id} className="input" {...described(id, hint, wrong)} />
      <Below id={id} hint={hint} wrong={wrong} />
    </div>
  );
}

export function TextArea({
  label,
  hint,
  wrong,
  className = 'input',
  ...area
}: Shared & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea rows={3} {...area} id={id} className={className} {...described(id, hint, wrong)} />
      <Below id={id} hint={hint} wrong={wrong} />
    </div>
  );
}

function described(id: string, hint: ReactNode, wrong: string | undefined) {
  return {
    'aria-invalid': wrong !== undefined,
    ...(hint === undefined && wrong === undefined ? {} : { 'aria-describedby': `${id}-below` }),
  };
}

function Below({ id, hint, wrong }: { id: string; hint: ReactNode; wrong: string | undefined }) {
  if (wrong !== undefined) {
    return (
      <p className="wrong" id={`${id}-below`} role="alert">
        <OctagonAlert aria-hidden="true" />
        {wrong}
      </p>
    );
  }
  return hint === undefined ? null : (
    <p className="hint" id={`${id}-below`}>
      {hint}
    </p>
  );
}
