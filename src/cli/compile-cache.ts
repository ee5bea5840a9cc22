import { lstatSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { VERSION } from './version.ts';

/** From Node 22 on. */
interface Newer {
  readonly enableCompileCache?: (folder: string) => { readonly directory?: string };
}

const DAY_MS = 24 * 3600 * 1000;
const UNUSED_MS = 30 * DAY_MS;

/** Loads a file of the program. */
type Loader = <T>(load: () => Promise<T>) => Promise<T>;

/**
 * Lets Node keep the compiled code for the next start, where it can (docs/adr/0015). Fails silently: without
 * a cache the program only starts more slowly. Returns how to load a file that needs most of its functions.
 */
export function enableCompileCache(): Loader {
  const { enableCompileCache: enable } = nodeModule as Newer;
  const folder = cacheFolder();
  // Without /proc Node does not know where its own program is.
  const isKnown = process.execPath.startsWith('/');
  if (enable === undefined || folder === undefined || !isKnown || !isOurs(folder)) return asUsual;
  const own = join(folder, `node-${VERSION}`);
  const { directory } = enable(own);
  markUsed(own);
  // `samocode work` starts its runs so: they live side by side, and a night long.
  const isToCompileLazily = process.execArgv.includes('--max-lazy');
  return directory === undefined || isToCompileLazily ? asUsual : compiledWhole;
}

const asUsual: Loader = (load) => load();

/** Node keeps what is compiled once a file is loaded, and V8 compiles most functions later, at their first call. */
const compiledWhole: Loader = async (load) => {
  setFlagsFromString('--no-lazy');
  try {
    return await load();
  } finally {
    setFlagsFromString('--lazy');
  }
};

/** Undefined without a home, or where the variable that Node documents switches the cache off. */
function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = process.env;
  if ((process.env['NODE_DISABLE_COMPILE_CACHE'] ?? '') !== '') return undefined;
  const base = [cache, join(home, '.cache')].find((path) => path.startsWith('/'));
  return base === undefined ? undefined : join(base, 'samocode', 'compiled');
}

/** It holds code that we run: no other user may write there. We create nothing in another user's home. */
function isOurs(folder: string): boolean {
  try {
    const me = process.getuid?.();
    if (statSync(nearest(folder)).uid !== me) return false;
    makeFolder(folder);
    const { uid, mode } = lstatSync(folder);
    return uid === me && (mode & 0o22) === 0;
  } catch {
    return false;
  }
}

/** The folder itself, or its nearest ancestor that exists. */
function nearest(folder: string): string {
  return exists(folder) ? folder : nearest(dirname(folder));
}

/** Not with `recursive`: Node never returns from that where the system says ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  if (exists(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, 0o700);
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Once a day: marks our cache as used, and removes those that no start has used for a month. */
function markUsed(own: string): void {
  try {
    const now = new Date();
    const before = statSync(own, { throwIfNoEntry: false });
    if (before !== undefined && now.getTime() - before.mtimeMs < DAY_MS) return;
    if (before !== undefined) utimesSync(own, now, now);
    for (const name of readdirSync(dirname(own))) {
      const path = join(dirname(own), name);
      const { mtimeMs } = statSync(path);
      if (now.getTime() - mtimeMs > UNUSED_MS) rmSync(path, { recursive: true, force: true });
    }
  } catch {
    // Another start does the same at this moment, or the disk is read-only.
  }
}
