// Writes docs/recordings.md: what the built program shows on a terminal, captured with tmux from real
// runs with the demo's stand-in. Run by hand after `npm run build`: `node scripts/recordings.js`. Needs tmux.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = path.resolve(import.meta.dirname, '..');
/** A place that says nothing about this machine. */
const demo = '/tmp/demo';
const tools = mkdtempSync(path.join(tmpdir(), 'samocode-recordings-'));
const socket = path.join(tools, 'tmux');
const AT_WORK = /^(implementation|testing|quality) \d+ · \d:\d\d/m;

mkdirSync(path.join(tools, 'bin'));
mkdirSync(path.join(tools, 'home'));
symlinkSync(path.join(root, 'dist/bin.js'), path.join(tools, 'bin/samocode'));

/** @type {string[]} */
const parts = [];
try {
  for (const columns of [80, 40]) await recordDemo(columns);
  await recordPeople();
  const head =
    "# Recordings\n\nTerminal output of real runs, captured with tmux by `node scripts/recordings.js`. The agent is the demo's stand-in.";
  writeFileSync(path.join(root, 'docs/recordings.md'), `${[head, ...parts].join('\n\n')}\n`);
} finally {
  tmux('kill-server');
  rmSync(tools, { recursive: true, force: true });
  rmSync(demo, { recursive: true, force: true });
}

/** @param {number} columns */
async function recordDemo(columns) {
  rmSync(demo, { recursive: true, force: true });
  const window = open(`demo-${columns}`, columns, '/tmp');
  window.type(`samocode demo --dir ${demo}`);
  keep(`\`samocode demo\`, ${columns} columns, at work`, await window.shows(AT_WORK));
  await window.shows(/(?:On your own)[^$]*\n\$/);
  keep(`\`samocode demo\`, ${columns} columns, at its end`, window.all());
}

/** One session with both gates, in the project that the demo made. */
async function recordPeople() {
  const run = open('run', 80, demo);
  run.type('samocode --session shop --task "Greet in two languages" --wait');
  keep('A run that stays at a gate (`--wait`)', await run.shows(/waits for your answers/));
  const person = open('person', 80, demo);
  const watching = open('watch', 80, demo);
  watching.type('samocode status --session shop --watch');
  keep('`samocode status --watch` at the gate', await watching.shows(/waiting/));
  const logs = open('logs', 80, demo);
  logs.type('samocode logs --session shop -f');
  person.type('samocode answer --session shop');
  keep('`samocode answer` asks', await person.shows(/>$/m));
  person.type('');
  keep('`samocode answer` has its answer', await person.shows(/\n\$\s*$/));
  await run.shows(/waits for your approval/);
  person.type('clear');
  person.type('samocode approve --session shop');
  keep('`samocode approve` shows the plan', await person.shows(/Approve this plan\? \[y\/N\]/));
  person.type('y');
  await person.shows(/\n\$\s*$/);
  keep('The run at work again', await run.shows(AT_WORK));
  keep('The run at its end', await run.shows(/done: [^$]*\n\$/));
  keep('`samocode status --watch` at the end', await watching.shows(/done/));
  keep('`samocode logs -f`', await logs.shows(/done/));
}

/**
 * A shell on a terminal of its own, of 24 rows.
 * @param {string} name
 * @param {number} columns
 * @param {string} cwd
 */
function open(name, columns, cwd) {
  const { PATH = '' } = process.env;
  const environment = [
    `PATH=${path.join(tools, 'bin')}:${path.dirname(process.execPath)}:${PATH}`,
    `HOME=${path.join(tools, 'home')}`,
    'TERM=screen-256color',
    'LANG=C.UTF-8',
    'PS1=$ ',
  ];
  const size = ['-x', String(columns), '-y', '24'];
  tmux('new-session', '-d', '-s', name, ...size, '-c', cwd, 'env', '-i', ...environment, 'sh');
  return {
    /** @param {string} text */
    type: (text) =>
      tmux('send-keys', '-t', name, ...(text === '' ? [] : ['-l', text])) + enter(name),
    /** With what has scrolled away. */
    all: () => tmux('capture-pane', '-p', '-S', '-', '-t', name),
    /**
     * The screen as soon as it looks so.
     * @param {RegExp} what
     */
    async shows(what) {
      for (let looks = 0; looks < 500; looks += 1) {
        const screen = tmux('capture-pane', '-p', '-t', name).trimEnd();
        if (what.test(screen)) return screen;
        await pause(20);
      }
      throw new Error(`${name} never showed ${what}:\n${tmux('capture-pane', '-p', '-t', name)}`);
    },
  };
}

/** @param {string} name */
function enter(name) {
  return tmux('send-keys', '-t', name, 'Enter');
}

/**
 * @param {string} title
 * @param {string} screen
 */
function keep(title, screen) {
  parts.push(
    `## ${title}\n\n\`\`\`text\n${screen.trimEnd().replaceAll(hostname(), 'host')}\n\`\`\``,
  );
}

/** @param {readonly string[]} words */
function tmux(...words) {
  return execFileSync('tmux', ['-S', socket, '-f', '/dev/null', '-u', ...words], {
    encoding: 'utf8',
  });
}
