import fs from 'node:fs';
import path from 'node:path';

/** A Chromium that ships inside an npm package, for machines without one. */
export const CHROMIUM_PACKAGE = '@sparticuz/chromium@147.0.0';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium on this machine, or of the marker that the npm one is installed; undefined when there is none. */
export function browserPath(root) {
  const wished = process.env.CHROME_PATH;
  if (wished !== undefined && fs.existsSync(wished)) return wished;
  const found = PLACES.find((place) => fs.existsSync(place));
  if (found !== undefined) return found;
  const packaged = path.join(
    root,
    '.cache',
    'chromium',
    'node_modules',
    '@sparticuz',
    'chromium',
    'package.json',
  );
  return fs.existsSync(packaged) ? packaged : undefined;
}

/** What playwright needs to start it: the packaged Chromium unpacks itself first. */
export async function browserLaunch(root) {
  const found = browserPath(root);
  if (found === undefined) throw new Error('No Chromium found. Run `npm test` once, or set CHROME_PATH.');
  const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  if (!found.endsWith('package.json')) return { executablePath: found, args: quiet };
  const { default: packaged } = await import(
    path.join(path.dirname(found), 'build', 'esm', 'index.js')
  ).catch(() => import(path.join(path.dirname(found), 'build', 'index.js')));
  return { executablePath: await packaged.executablePath(), args: [...packaged.args, ...quiet] };
}
