import { useSyncExternalStore } from 'react';

/** The width below which the screens are a phone's; the same figure as in the style sheets. */
const PHONE = window.matchMedia('(max-width: 760px)');
const FLOATING = window.matchMedia('(max-width: 1180px)');

function useMedia(media: MediaQueryList): boolean {
  return useSyncExternalStore(
    (changed) => {
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => media.matches,
  );
}

export function useIsPhone(): boolean {
  return useMedia(PHONE);
}

/** Whether side panels float over the page instead of standing beside it. */
export function useIsNarrow(): boolean {
  return useMedia(FLOATING);
}
