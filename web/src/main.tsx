import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/styles/tokens.css';
import './ui/styles/ground.css';
import './ui/styles/controls.css';
import './ui/styles/frame.css';
import './ui/styles/cards.css';
import './ui/styles/tables.css';
import './ui/styles/floats.css';
import './ui/styles/entrance.css';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError, watchPresence } from './api/request.ts';
import { sessionQuery } from './api/session.ts';
import { createAppRouter } from './routes.tsx';
import { KeyProvider } from './ui/keys/key-provider.tsx';

/** A refusal is final; only a server that did not answer is asked again. */
const RETRIES_MAX = 2;

const client = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // A session that ended elsewhere shows the sign-in instead of a page of failures.
      if (error instanceof ApiError && error.status === 401 && query.queryKey[0] !== 'session') {
        client.invalidateQueries(sessionQuery).catch(() => undefined);
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) =>
        failures < RETRIES_MAX && error instanceof ApiError && (error.status === 0 || error.status >= 502),
      retryDelay: (failures) => 400 * 2 ** failures,
    },
  },
});

watchPresence();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root.');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <KeyProvider>
        <RouterProvider router={createAppRouter()} />
      </KeyProvider>
    </QueryClientProvider>
  </StrictMode>,
);
