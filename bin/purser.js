#!/usr/bin/env node
// The command line. It runs the TypeScript sources as they are: no build step stands between a checkout and its use.
import './typescript.mjs';

const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
// The line to a process that started this one would keep it alive with nothing left to do.
if (process.connected) process.disconnect();
