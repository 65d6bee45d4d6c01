import { Link, Outlet } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useSession } from './api/session.ts';
import { Blank, Failure } from './ui/blank.tsx';
import { DecisionProvider } from './ui/decision/decisions.tsx';
import { ToastProvider } from './ui/float/toasts.tsx';
import { AppFrame } from './ui/frame/app-frame.tsx';
import { CrumbProvider, usePageName } from './ui/frame/crumb.tsx';

const SetupScreen = lazy(() =>
  import('./screens/setup/setup-screen.tsx').then((file) => ({ default: file.SetupScreen })),
);
const SignInScreen = lazy(() =>
  import('./screens/sign-in/sign-in-screen.tsx').then((file) => ({ default: file.SignInScreen })),
);

/** Who is here decides what is shown; the address stays, so that a link survives the sign-in. */
export function Root() {
  const session = useSession();
  if (session.isPending) return null;
  if (session.isError)
    return <Failure what="Purser" error={session.error} onRetry={() => void session.refetch()} />;
  const { setupNeeded, person } = session.data;
  if (setupNeeded || person === null) {
    return (
      <Suspense fallback={null}>
        {setupNeeded ? (
          <SetupScreen sandbox={session.data.sandbox} />
        ) : (
          <SignInScreen session={session.data} />
        )}
      </Suspense>
    );
  }
  return (
    <ToastProvider>
      <DecisionProvider>
        <CrumbProvider>
          <AppFrame person={person}>
            <Outlet />
          </AppFrame>
        </CrumbProvider>
      </DecisionProvider>
    </ToastProvider>
  );
}

export function NotFound() {
  usePageName('Not found');
  return (
    <Blank
      icon={Compass}
      title="There is no such page"
      acts={
        <Link className="btn" to="/">
          Go to the overview
        </Link>
      }
    >
      The address may be mistyped, or from another version.
    </Blank>
  );
}
