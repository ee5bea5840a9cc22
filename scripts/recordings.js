// Writes docs/recordings/session.svg and docs/recordings.md: what the built program shows on a terminal, filmed
// with tmux in one real session with the stand-in. Run by hand after `npm run build`. Needs tmux.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { animatedSvg } from './recordings/svg.js';
import { openTerminal, tmux } from './recordings/terminal.js';

const root = path.resolve(import.meta.dirname, '..');
/** A HOME that says nothing about this machine; outside /tmp, because bubblewrap gives agents their own. */
const home = '/var/tmp/me';
const shop = path.join(home, 'shop');
const tools = mkdtempSync(path.join(tmpdir(), 'samocode-recordings-'));
const socket = path.join(tools, 'tmux');
const environment = [
  `HOME=${home}`,
  `PATH=${tools}:${path.dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  'TERM=screen-256color',
  'LANG=C.UTF-8',
  'PS1=$ ',
  'HISTFILE=',
];
const READ_MS = 2500;
const PROMPT = /^\$$/m;
const AT_WORK = /^(implementation|testing|quality) \d+ · \d:\d\d/m;
const COLUMNS = 100;
const ROWS = 24;

/** @type {string[]} */
const parts = [];
try {
  makeWorld();
  const { film, still } = await recordSession();
  await recordNarrow();
  const title =
    'samocode: a run asks, a person answers and approves, the work is merged, a report tells';
  const svg = animatedSvg({ frames: film, still, columns: COLUMNS, rows: ROWS, title });
  writeFileSync(path.join(root, 'docs/recordings/session.svg'), svg);
  const head =
    "# Recordings\n\nReal runs on a terminal, filmed with tmux by `node scripts/recordings.js`. The agent is the demo's stand-in, whatever the task says; it costs nothing.\n\n![A session](recordings/session.svg)";
  writeFileSync(path.join(root, 'docs/recordings.md'), `${[head, ...parts].join('\n\n')}\n`);
} finally {
  tmux(socket, 'kill-server');
  rmSync(tools, { recursive: true, force: true });
  // The ended shells and runs may still write there.
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

/** Both commands on PATH, and a repository with a test. */
function makeWorld() {
  mkdirSync(shop, { recursive: true });
  // npm's cache, as everyone has it.
  mkdirSync(path.join(home, '.npm'));
  symlinkSync(path.join(root, 'dist/bin.js'), path.join(tools, 'samocode'));
  const claude = path.join(tools, 'claude');
  writeFileSync(claude, `#!/bin/sh\nexec node ${path.join(root, 'dist/stand-in.js')} "$@"\n`);
  chmodSync(claude, 0o755);
  writeFileSync(path.join(shop, 'README.md'), '# Shop\n');
  const test = { private: true, scripts: { test: 'node --version' } };
  writeFileSync(path.join(shop, 'package.json'), JSON.stringify(test));
  const git = (/** @type {string[]} */ ...words) =>
    execFileSync('git', words, { cwd: shop, env: { ...process.env, HOME: home } });
  git('config', '--global', 'user.name', 'Me');
  git('config', '--global', 'user.email', 'me@localhost');
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Begin');
}

/** The first session of README.md. */
async function recordSession() {
  const person = open('person', COLUMNS);
  await person.shows(PROMPT);
  await person.type('samocode init');
  for (const question of [/worktrees \[/, /sessions \[/, /up \(none/, /checks/, /sandbox/]) {
    await person.shows(question);
    await person.type('');
  }
  await person.shows(/^Next:[^$]*^\$$/m, READ_MS);
  keep('`samocode init`', person.screen());

  await person.clear();
  await person.type('samocode --session greet --task "Write a program that greets by name"');
  await person.shows(/answers into _qa\.md\)\s+\$$/, READ_MS);
  keep('A run until its question', person.screen());

  await person.type('samocode answer greet && samocode run greet');
  await person.shows(/\[a\]>/, READ_MS);
  await person.type('a');
  await person.shows(/Write them\?/, 1000);
  await person.type('y');
  await person.shows(/waiting for plan_approval[^$]*\$$/, READ_MS);
  keep('`samocode answer`, and the run until its plan', person.screen());

  await person.clear();
  await person.type('samocode approve greet && samocode run greet');
  await person.shows(/Approve this plan\?/, READ_MS);
  await person.type('y');
  keep('The run at work', await person.shows(AT_WORK));
  await person.shows(/clean up [^$]*\$$/, READ_MS);
  keep('`samocode approve`, and the run until it is done', person.all());
  const still = person.film.length - 1;

  await person.clear();
  await person.type('samocode report greet');
  await person.shows(/approved the plan[\s\S]*\n\$$/, READ_MS / 2);
  person.scrollUp(2 * READ_MS);
  keep('`samocode report`', person.all());
  await person.clear();
  await person.type('git merge --quiet greet && samocode clean --worktrees');
  await person.shows(/removed the worktree[\s\S]*\n\$$/, READ_MS);
  keep('Merge and clean up', person.screen());
  return { film: person.film, still };
}

/** A run that stays at a gate, on a narrow terminal, with others that watch it. */
async function recordNarrow() {
  const run = open('narrow', 40);
  await run.type('samocode --session wait --task "Greet" --wait');
  keep(
    '40 columns: a run that stays at a gate (`--wait`)',
    await run.shows(/waits for your answers/),
  );
  const watch = open('watch', 80);
  await watch.type('samocode status wait --watch');
  keep('`samocode status --watch` at the gate', await watch.shows(/waiting/));
  const logs = open('logs', 80);
  await logs.type('samocode logs wait -f');
  keep('`samocode logs -f`', await logs.shows(/requirements/));
}

/**
 * @param {string} name
 * @param {number} columns
 */
function open(name, columns) {
  return openTerminal({ socket, name, columns, rows: ROWS, cwd: shop, environment });
}

/**
 * @param {string} title
 * @param {string} screen
 */
function keep(title, screen) {
  parts.push(`## ${title}\n\n\`\`\`text\n${screen.trimEnd()}\n\`\`\``);
}
