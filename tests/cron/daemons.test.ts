import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cronLine } from '../../src/domain/set-up/schedule.ts';
import { expectGenerated } from '../support/generated.ts';

const TITLES = { debian: 'cron', busybox: 'busybox crond', systemd: 'systemd-cron' } as const;

/** Folder names, each with the characters that a cron reads in its own way. */
const NAMES = [
  ['plain', 'plain'],
  ['one space', 'a b'],
  ['two spaces', 'a  b'],
  ['a tab', 'a\tb'],
  ['`%`', '50%'],
  ['`\\%`', 'a\\%b'],
  ['`\\`', 'a\\b'],
  ['`\\\\`', 'a\\\\b'],
  ['`#`', 'a #1'],
  ['quotes', `o'd "x"`],
  ['`$HOME`, a backtick', '$HOME `id`'],
  ['letters beyond ASCII', 'über 日本'],
  ['a no-break space', 'a\u00a0b'],
] as const;

const RECORD = `
const { writeFileSync } = require('node:fs');
const { HOME, PATH, STATE_HOME } = process.env;
writeFileSync(process.argv[2], JSON.stringify({ argv: process.argv.slice(1), HOME, STATE_HOME, PATH }));
console.log('recorded');
`;

const found = process.env['SAMOCODE_CRON_DAEMONS'] ?? '';
const isReady = existsSync(join(found, 'cron/usr/sbin/cron'));
const isRoot = process.getuid?.() === 0;
const why = isReady
  ? 'needs root and unshare(1)'
  : 'set SAMOCODE_CRON_DAEMONS to the folder that scripts/cron-daemons.sh filled';
const mayRun = isReady && isRoot && succeeds('true');
/** A user manager needs a cgroup of its own; without one, systemd-cron's units are not run. */
const hasManager =
  mayRun && existsSync('/usr/bin/systemd') && succeeds('mount -t cgroup2 none /sys/fs/cgroup');
const ALL_DAEMONS = ['debian', 'busybox', 'systemd'] as const;
const DAEMONS = ALL_DAEMONS.filter((daemon) => daemon !== 'systemd' || hasManager);

test.skipIf(mayRun)(`the cron daemons are not run here: ${why}`, () => {
  console.log(`skipped: ${why}`);
});

test.skipIf(!mayRun)('every cron runs the printed line as the same words', async () => {
  const root = mkdtempSync(join(tmpdir(), 'samocode-cron-'));
  const cases = DAEMONS.flatMap((daemon) =>
    NAMES.map(([title, name], at) => ({
      ...{ daemon, title },
      folder: join(root, daemon, String(at), name),
    })),
  );
  const expected = cases.map((one) => lineOf(one.folder));
  for (const daemon of DAEMONS) {
    const lines = cases.flatMap((one, at) =>
      one.daemon === daemon ? [expected[at]?.line ?? ''] : [],
    );
    writeFileSync(join(root, `crontab.${daemon}`), `${lines.join('\n')}\n`);
  }
  const script = join(import.meta.dirname, 'private-machine.sh');
  const machine = spawn('unshare', ['-m', '--propagation', 'private', 'sh', script, found, root], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    machine.once('exit', () => {
      resolve();
    });
  });
  try {
    const untilMs = Date.now() + 130_000;
    while (Date.now() < untilMs && !expected.every(({ out }) => existsSync(out)))
      await new Promise((resolve) => setTimeout(resolve, 500));
    const outcomes = expected.map(({ out, words }) => outcomeOf(out, words));
    const table = NAMES.map(([title]) => {
      const cells = DAEMONS.map((daemon) => {
        const at = cases.findIndex((one) => one.daemon === daemon && one.title === title);
        return outcomes[at] ?? '';
      });
      return `| ${[title, ...cells].join(' | ')} |`;
    });
    const head = `| a folder with | ${DAEMONS.map((daemon) => TITLES[daemon]).join(' | ')} |`;
    const rows = [head, `| ---${' | ---'.repeat(DAEMONS.length)} |`, ...table];
    console.log(rows.join('\n'));
    expect(new Set(outcomes)).toEqual(new Set(['same words']));
    if (hasManager) expectGenerated('docs/cron.md', { cron: () => rows.join('\n') });
    else console.log('no systemd user manager can be started here: systemd-cron was not run');
  } finally {
    machine.stdin.end();
    await ended;
    rmSync(root, { recursive: true, force: true });
  }
});

/** Whether a shell command succeeds with mounts of its own. */
function succeeds(command: string): boolean {
  return spawnSync('unshare', ['-m', 'sh', '-c', command]).status === 0;
}

interface Expected {
  readonly line: string;
  readonly out: string;
  readonly words: object;
}

function lineOf(folder: string): Expected {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'record.cjs');
  writeFileSync(program, RECORD);
  const out = join(folder, 'out.json');
  const environment = { HOME: folder, PATH: `${folder}:/usr/bin:/bin`, STATE_HOME: folder };
  const command = [process.execPath, program, out, '--config', join(folder, '.samocode')];
  const logPath = join(folder, 'state', 'cron.log');
  const run = { command, cronFlags: ['--stamp'], environment, logPath, everyMs: 60_000 };
  const words = { argv: [...command.slice(1), '--stamp'], ...environment };
  return { line: cronLine(run), out, words };
}

function outcomeOf(out: string, words: object): string {
  const logPath = join(out, '..', 'state', 'cron.log');
  if (!existsSync(out) || !existsSync(logPath)) return 'did not run';
  const seen: unknown = JSON.parse(readFileSync(out, 'utf8'));
  const log = readFileSync(logPath, 'utf8');
  const isSame = JSON.stringify(sorted(seen)) === JSON.stringify(sorted(words));
  return isSame && /^(recorded\n)+$/.test(log) ? 'same words' : 'other words';
}

function sorted(value: unknown): readonly unknown[] {
  return Object.entries(value ?? {}).sort(([one], [other]) => one.localeCompare(other));
}
