// Lets Node run the TypeScript sources as they are: types are blanked out, nothing else changes, so every line and
// column of a stack trace is the source's own. Use: node --import ./bin/typescript.mjs FILE.ts
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
