import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The server a developer's `npm run dev` talks to. */
const SERVER = 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    // light-dark() and :has() stay as written; older browsers are not supported.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // Fonts and pictures stay files: the content policy of the server forbids data addresses.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': SERVER } },
});
