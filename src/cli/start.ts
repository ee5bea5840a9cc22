import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { print } from './console/print.ts';
import { VERSION } from './version.ts';

/** These commands write only the files that they list, so they keep no compiled code. */
const COMMANDS_WITHOUT_CACHE: ReadonlySet<string | undefined> = new Set(['install', 'uninstall']);

/**
 * Starts the program.
 *
 * @param folder where `bin.js` is, with `help.txt` and `program.js`
 */
export function start(folder: string): void {
  if (!saidAtOnce(process.argv.slice(2), folder)) void runProgram();
}

/** `--version` and `--help` alone, which need no program loaded. */
function saidAtOnce([flag, ...more]: readonly string[], folder: string): boolean {
  if (more.length > 0) return false;
  switch (flag) {
    case '--version':
    case '-V':
      print(`${VERSION}\n`);
      return true;
    case '--help':
    case '-h': {
      const help = builtHelp(folder);
      if (help !== undefined) print(help);
      return help !== undefined;
    }
    case undefined:
    default:
      return false;
  }
}

/** As the build wrote it down; where it did not, the program says it itself. */
function builtHelp(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'help.txt'), 'utf8');
  } catch {
    return undefined;
  }
}

async function runProgram(): Promise<void> {
  if (!COMMANDS_WITHOUT_CACHE.has(process.argv[2])) {
    const { enableCompileCache } = await import('./compile-cache.ts');
    enableCompileCache();
  }
  const { main } = await import('./program/program.ts');
  // The awaited ends (a watchdog, a last flush) hold no handle of their own.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    process.exitCode = await main(process.argv);
  } finally {
    clearInterval(alive);
  }
}
