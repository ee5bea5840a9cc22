import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { readKept, writeKept } from './kept-file.ts';

/** By then a run has its agent, and what a start needs is loaded; V8 soon forgets what is not used again. */
const SETTLED_MS = 2000;
const OLD_MS = 30 * 24 * 3600 * 1000;
const HEAD = '(function (exports, require, module, __filename, __dirname) { ';

interface Loaded {
  exports: unknown;
}

type Wrapped = (this: unknown, ...given: readonly unknown[]) => void;

/**
 * Loads the modules of `chunks` with the compiled code in `folder`/`file`, and writes it there where
 * some was missing. Their names carry a hash of their content, V8 looks whether the code is of its own
 * version and flags, and the file has a sum: what is wrong is passed over, and made anew.
 */
export function keepCode(folder: string, file: string, chunks: string): void {
  const path = join(folder, file);
  const kept = readKept(path);
  const scripts = new Map<string, Script>();
  let isNews = false;
  const nodes = createRequire(join(chunks, 'x.js'));
  const loaded = new Map<string, Loaded>();
  const load = (name: string, module: Loaded): void => {
    loaded.set(name, module);
    const filename = join(chunks, name);
    const script = compile(filename, kept.get(name));
    scripts.set(name, script);
    isNews ||= script.cachedDataRejected !== false;
    const run = script.runInThisContext() as Wrapped;
    run.call(module.exports, module.exports, require, module, filename, chunks);
  };
  /** Our modules lie side by side: where Node looks for each in five places, we look in none. */
  const require = (id: string): unknown => {
    if (!id.startsWith('./')) return nodes(id);
    const name = id.slice('./'.length);
    const module = loaded.get(name) ?? { exports: {} };
    if (!loaded.has(name)) load(name, module);
    return module.exports;
  };
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- as it is in Node 20, it stays
  const { extensions } = nodes;
  const plain = extensions['.js'];
  extensions['.js'] = (module, filename) => {
    if (dirname(filename) === chunks) load(basename(filename), module);
    else plain(module, filename);
  };
  const save = (): void => {
    if (!isNews) return;
    isNews = false;
    try {
      const others = [...kept].filter(([name]) => existsSync(join(chunks, name)));
      const made = [...scripts].map(([name, script]) => [name, script.createCachedData()] as const);
      writeKept(path, new Map([...others, ...made]));
      removeOld(dirname(folder), basename(folder));
    } catch {
      // A full disk, a folder that is not ours: the next start is slower.
    }
  };
  setTimeout(save, SETTLED_MS).unref();
  process.once('exit', save);
}

function compile(filename: string, cachedData: Buffer | undefined): Script {
  const text = `${HEAD}${readFileSync(filename, 'utf8')}\n})`;
  const columnOffset = -HEAD.length;
  return new Script(text, {
    filename,
    columnOffset,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
}

/** What earlier versions of Node left. */
function removeOld(all: string, current: string): void {
  for (const name of readdirSync(all)) {
    const path = join(all, name);
    const isOld = Date.now() - statSync(path).mtimeMs > OLD_MS;
    if (name !== current && isOld) rmSync(path, { recursive: true, force: true });
  }
}
