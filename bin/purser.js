#!/usr/bin/env node
// The command line. It runs the TypeScript sources as they are: no build step stands between a checkout and its use.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../src/main.ts');
process.exitCode = await main(process.argv.slice(2));
