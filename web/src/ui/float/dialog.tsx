import { Dialog as Base } from '@base-ui/react/dialog';
import { type ReactNode, useRef } from 'react';

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly says?: ReactNode;
  /** While false, neither Esc nor a click outside closes it. */
  readonly closable?: boolean;
  readonly isWide?: boolean;
  readonly children?: ReactNode;
  /** The buttons, primary one last. */
  readonly ends?: ReactNode;
}

/** A dialog over the page: takes the focus, keeps it, gives it back. */
export function Dialog({
  open,
  onClose,
  title,
  says,
  closable = true,
  isWide = false,
  children,
  ends,
}: Props) {
  const popup = useRef<HTMLDivElement>(null);
  // A field that asks for the focus gets it; else the dialog itself, so that it opens at its head.
  const firstFocus = () =>
    popup.current?.querySelector<HTMLElement>('[autofocus], input:not([type=checkbox]), textarea') ??
    popup.current ??
    true;
  return (
    <Base.Root open={open} onOpenChange={(isOpen) => !isOpen && closable && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup className={isWide ? 'dialog wide' : 'dialog'} ref={popup} initialFocus={firstFocus}>
          <div className="inside">
            <Base.Title>{title}</Base.Title>
            {says !== undefined && <Base.Description className="soft">{says}</Base.Description>}
            {children}
            {ends !== undefined ? (
              <div className="ends">{ends}</div>
            ) : (
              <div className="ends">
                <Base.Close className="btn">Close</Base.Close>
              </div>
            )}
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
