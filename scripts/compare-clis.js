// Runs the tests of the real CLIs on the pinned pair and on another one, and prints what differs in
// events, flags, exit codes and failed tests as a Markdown table. Run it before the pins are moved.
//
//     node scripts/compare-clis.js                                     the newest published versions
//     node scripts/compare-clis.js <Claude Code's version> <Codex's>   these
//
// Needs the npm registry, 770 MB of disk a pair, and some minutes. Exits with 1 where a test failed on the
// other pair only; a difference alone is no failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CLI_PACKAGES, installClis, PINNED } from './real-cli-install.js';

/** @typedef {import('./real-cli-install.js').CliVersions} CliVersions */
/** @typedef {Map<string, string>} Findings What was seen: its key to its value. */

const ROOT = path.resolve(import.meta.dirname, '..');
const VITEST = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
const HELP = [
  ['claude', '--help'],
  ['codex', '--help'],
  ['codex', 'exec', '--help'],
  ['codex', 'exec', 'resume', '--help'],
];

const other = wanted(process.argv.slice(2));
if (other.claude === PINNED.claude && other.codex === PINNED.codex) {
  console.log(`The newest published versions are the pinned ones: ${nameOf(PINNED)}.`);
} else {
  const before = observe(PINNED);
  const after = observe(other);
  const rows = differences(before, after);
  console.log(tableOf(rows));
  if (rows.some(({ what, after }) => what.startsWith('test: ') && after === 'failed')) {
    process.exitCode = 1;
  }
}

/**
 * @param {readonly string[]} args
 * @returns {CliVersions}
 */
function wanted([claude, codex]) {
  return {
    claude: claude ?? newest(CLI_PACKAGES.claude),
    codex: codex ?? newest(CLI_PACKAGES.codex),
  };
}

/** @param {string} name */
function newest(name) {
  return run('npm', ['view', name, 'version']).trim();
}

/** @param {CliVersions} versions */
function nameOf({ claude, codex }) {
  return `Claude Code ${claude}, Codex ${codex}`;
}

/**
 * @param {CliVersions} versions
 * @returns {Findings}
 */
function observe(versions) {
  console.log(`== ${nameOf(versions)}`);
  const installed = installClis(versions);
  const folder = mkdtempSync(path.join(tmpdir(), 'compare-clis-'));
  try {
    return new Map([...flagsOf(installed), ...suiteOn(installed, folder)]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} installed
 * @returns {Findings}
 */
function flagsOf(installed) {
  /** @type {Findings} */
  const found = new Map();
  for (const [cli = '', ...args] of HELP) {
    const help = run(path.join(installed, 'bin', cli), args);
    const command = [cli, ...args.slice(0, -1)].join(' ');
    for (const [flag] of help.matchAll(/(?<=^|[\s,])--[a-z][\w-]+/gm)) {
      found.set(`flag: ${command} ${flag}`, 'yes');
    }
  }
  return found;
}

/**
 * Runs the tests; what fails in them is one of the findings.
 * @param {string} installed
 * @param {string} folder
 * @returns {Findings}
 */
function suiteOn(installed, folder) {
  const observed = path.join(folder, 'observed.jsonl');
  const report = path.join(folder, 'report.json');
  const config = path.join(ROOT, 'vitest.real.config.ts');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  spawnSync(process.execPath, [VITEST, 'run', '--config', config, ...reporters], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, REAL_CLIS: installed, REAL_OBSERVED: observed },
  });
  if (!existsSync(report)) throw new Error('vitest wrote no report');
  return new Map([...testsIn(report), ...startsIn(observed)]);
}

/**
 * @param {string} report
 * @returns {Findings}
 */
function testsIn(report) {
  /** @type {{ testResults: { assertionResults: { fullName: string, status: string }[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return new Map(tests.map(({ fullName, status }) => [`test: ${fullName}`, status]));
}

/**
 * @param {string} file
 * @returns {Findings}
 */
function startsIn(file) {
  /** @type {Findings} */
  const found = new Map();
  /** @type {import('../tests/real/support/observed.ts').Observed[]} */
  const starts = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  for (const { test, cli, exits, events } of starts) {
    const key = `exit codes: ${cli} in "${test}"`;
    const known = found.get(key);
    const all = [...(known === undefined ? [] : [known]), ...exits].join(', ');
    if (all !== '') found.set(key, all);
    for (const event of events) found.set(`event: ${cli} ${event}`, 'yes');
  }
  return found;
}

/**
 * @param {Findings} before
 * @param {Findings} after
 */
function differences(before, after) {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys
    .map((what) => ({ what, before: before.get(what) ?? 'no', after: after.get(what) ?? 'no' }))
    .filter((row) => row.before !== row.after);
}

/** @param {readonly { what: string, before: string, after: string }[]} rows */
function tableOf(rows) {
  if (rows.length === 0) return `No difference between ${nameOf(PINNED)} and ${nameOf(other)}.`;
  const cells = rows.map(({ what, before, after }) => [what, before, after]);
  const heads = ['what', nameOf(PINNED), nameOf(other)];
  return [heads, heads.map(() => '---'), ...cells]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/**
 * @param {string} file
 * @param {readonly string[]} args
 */
function run(file, args) {
  const { status, stdout, stderr, error } = spawnSync(file, args, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}
