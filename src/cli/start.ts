import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { print } from './console/print.ts';
import { VERSION } from './version.ts';

/** These commands write only the files that they list, so they keep no compiled code. */
const COMMANDS_WITHOUT_CACHE: ReadonlySet<string | undefined> = new Set(['install', 'uninstall']);

const READING: ReadonlySet<string> = new Set([
  ...['status', 'why', 'list', 'history', 'checkpoints', 'cost', 'logs', 'report'],
]);

/** What each file of the program exports. */
interface Program {
  readonly main: (argv: readonly string[]) => Promise<number>;
}

/**
 * Starts the program.
 *
 * @param folder where `bin.js` is, with `help.txt` and the files of the program
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
  const { main } = await loadProgram(process.argv.slice(2));
  // The awaited ends (a watchdog, a last flush) hold no handle of their own.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    process.exitCode = await main(process.argv);
  } finally {
    clearInterval(alive);
  }
}

/** One file has the whole program; reading commands, which run often, and a run, which lasts, have smaller ones. */
async function loadProgram([first = 'run', ...more]: readonly string[]): Promise<Program> {
  if (COMMANDS_WITHOUT_CACHE.has(first)) return await import('./program/program.ts');
  const { enableCompileCache } = await import('./compile-cache.ts');
  const loadWhole = enableCompileCache();
  const isBare = first.startsWith('--') && ![first, ...more].some(isHelp);
  if (first === 'run' || isBare) return await loadWhole(() => import('./program/running.ts'));
  if (READING.has(first)) return await loadWhole(() => import('./program/reading.ts'));
  return await import('./program/program.ts');
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}
