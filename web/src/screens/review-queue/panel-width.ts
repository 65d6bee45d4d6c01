import { type KeyboardEvent, type PointerEvent, useState } from 'react';

const MIN = 360;
const MAX = 640;
const DEFAULT = 400;
const KEY = 'purser.panel-width';
const KEY_STEP = 20;

function clamp(px: number): number {
  return Math.round(Math.min(MAX, Math.max(MIN, px)));
}

/** The panel's width, moved by its edge with pointer or arrow keys and remembered on this device. */
export function usePanelWidth() {
  const [px, setPx] = useState(() => clamp(Number(localStorage.getItem(KEY)) || DEFAULT));
  const keep = (next: number) => {
    setPx(clamp(next));
    localStorage.setItem(KEY, String(clamp(next)));
  };
  return {
    px,
    min: MIN,
    max: MAX,
    handle: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) keep(window.innerWidth - event.clientX);
      },
      onDoubleClick: () => keep(DEFAULT),
      onKeyDown(event: KeyboardEvent) {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        event.preventDefault();
        keep(px + (event.key === 'ArrowLeft' ? KEY_STEP : -KEY_STEP));
      },
    },
  };
}
