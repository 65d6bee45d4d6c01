import { CircleCheck, Info, OctagonAlert, X } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

interface Toast {
  readonly id: number;
  readonly tone: 'matched' | 'exception' | 'info';
  readonly text: string;
}

type Say = (tone: Toast['tone'], text: string) => void;

const SayContext = createContext<Say>(() => undefined);

/** A failure stays until it is closed; a result goes by itself. */
const STAYS_MS = 6000;
const TOASTS_MAX = 4;
let lastId = 0;

/** Results of what a person did, shown at the corner and spoken politely. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useCallback<Say>(
    (tone, text) => {
      lastId += 1;
      const id = lastId;
      setToasts((all) =>
        [...all.filter((toast) => toast.text !== text), { id, tone, text }].slice(-TOASTS_MAX),
      );
      if (tone !== 'exception') setTimeout(() => close(id), STAYS_MS);
    },
    [close],
  );
  return (
    <SayContext value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <div className="toast" key={toast.id}>
            <ToastSign tone={toast.tone} />
            <span className="words break">{toast.text}</span>
            <button
              type="button"
              className="icon-btn"
              aria-label="Close message"
              onClick={() => close(toast.id)}
            >
              <X aria-hidden="true" />
            </button>
          </div>
        ))}
      </div>
    </SayContext>
  );
}

function ToastSign({ tone }: { tone: Toast['tone'] }) {
  if (tone === 'matched') return <CircleCheck aria-hidden="true" className="is-matched" />;
  if (tone === 'exception') return <OctagonAlert aria-hidden="true" className="is-exception" />;
  return <Info aria-hidden="true" className="faint" />;
}

export function useSay(): Say {
  return useContext(SayContext);
}
