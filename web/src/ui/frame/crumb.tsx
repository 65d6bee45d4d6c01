import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

const CrumbContext = createContext<readonly [string | undefined, (crumb: string | undefined) => void]>([
  undefined,
  () => undefined,
]);

/** Holds the name of the record in view, which the top bar shows and the page knows. */
export function CrumbProvider({ children }: { children: ReactNode }) {
  return <CrumbContext value={useState<string | undefined>(undefined)}>{children}</CrumbContext>;
}

export function useCrumb(): string | undefined {
  return useContext(CrumbContext)[0];
}

/** Names the page in the browser's tab and, when it is one record of a list, in the top bar. */
export function usePageName(title: string, crumb?: string): void {
  const setCrumb = useContext(CrumbContext)[1];
  useEffect(() => {
    document.title = `${title} · Purser`;
    setCrumb(crumb);
    return () => setCrumb(undefined);
  }, [title, crumb, setCrumb]);
}
