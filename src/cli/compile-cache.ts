import { lstatSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { keepCode } from './kept-code.ts';
import { VERSION } from './version.ts';

/** From Node 22 on. */
interface Newer {
  readonly enableCompileCache?: (folder: string) => unknown;
}

const DAY_MS = 24 * 3600 * 1000;
const UNUSED_MS = 30 * DAY_MS;

/**
 * Keeps what V8 made of our code for the next start, which it halves (docs/adr/0015): by Node itself
 * where it can, else by ourselves. Says nothing where it cannot: the program is then only slower.
 *
 * @param command what a person asked for: each loads and compiles something else
 * @param chunks the folder our code is loaded from
 */
export function keepCompiled(command: string, chunks: string): void {
  const folder = cacheFolder();
  // Without /proc Node does not know where its own program is.
  const isKnown = process.execPath.startsWith('/');
  if (folder === undefined || !isKnown || !isOurs(folder)) return;
  const { enableCompileCache } = nodeModule as Newer;
  if (enableCompileCache !== undefined) {
    const own = join(folder, `node-${VERSION}`);
    enableCompileCache(own);
    use(own);
  } else if (!wantsSourceMaps()) {
    const own = join(folder, `${command}-${keyOf(chunks)}.bin`);
    keepCode(own, chunks);
    use(own);
  }
}

/** None without a home, or where it was switched off in the way that Node documents. */
function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = process.env;
  if ((process.env['NODE_DISABLE_COMPILE_CACHE'] ?? '') !== '') return undefined;
  const base = [cache, join(home, '.cache')].find((path) => path.startsWith('/'));
  return base === undefined ? undefined : join(base, 'samocode', 'compiled');
}

/** It holds code that we run: nobody else may write there. In a home of somebody else nothing is made. */
function isOurs(folder: string): boolean {
  try {
    const me = process.getuid?.();
    if (statSync(nearest(folder)).uid !== me) return false;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    return uid === me && (mode & 0o22) === 0;
  } catch {
    return false;
  }
}

/** The folder itself, or the first one above it that is there. */
function nearest(folder: string): string {
  const isThere = lstatSync(folder, { throwIfNoEntry: false }) !== undefined;
  return isThere ? folder : nearest(dirname(folder));
}

/** Only Node's own loader tells it of our maps. */
function wantsSourceMaps(): boolean {
  const options = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''];
  return options.some((option) => option.includes('--enable-source-maps'));
}

/** Of all that decides what V8 makes and takes: the very Node, its options, and where our code lies. */
function keyOf(chunks: string): string {
  const { version, execPath, execArgv, env } = process;
  const { size, mtimeMs } = statSync(execPath);
  const all = [version, execPath, size, mtimeMs, execArgv, env['NODE_OPTIONS'] ?? '', chunks];
  return crc32(JSON.stringify(all)).toString(16);
}

/** Marks it as used, once a day; then what nobody has used for a month goes. */
function use(own: string): void {
  try {
    const now = new Date();
    const there = statSync(own, { throwIfNoEntry: false });
    if (there !== undefined && now.getTime() - there.mtimeMs < DAY_MS) return;
    if (there !== undefined) utimesSync(own, now, now);
    for (const name of readdirSync(dirname(own))) {
      const path = join(dirname(own), name);
      const { mtimeMs } = statSync(path);
      if (now.getTime() - mtimeMs > UNUSED_MS) rmSync(path, { recursive: true, force: true });
    }
  } catch {
    // Another start does the same at this moment, or the disk is read-only.
  }
}
