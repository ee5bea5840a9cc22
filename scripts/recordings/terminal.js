// A shell on a terminal of its own, in tmux, whose screens can be awaited, kept and filmed.
import { execFileSync } from 'node:child_process';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** @typedef {import('./svg.js').Frame} Frame */

const STEP_MS = 40;
const LIMIT_MS = 30_000;
/** How long a frame of the film stays: the machine's own time, within these. */
const SHORTEST_MS = 80;
const LONGEST_MS = 900;

/** @param {string} socket @param {readonly string[]} words */
export function tmux(socket, ...words) {
  return execFileSync('tmux', ['-S', socket, '-f', '/dev/null', '-u', ...words], {
    encoding: 'utf8',
  });
}

/**
 * @param {{ readonly socket: string, readonly name: string, readonly columns: number, readonly rows: number,
 *   readonly cwd: string, readonly environment: readonly string[] }} how
 */
export function openTerminal({ socket, name, columns, rows, cwd, environment }) {
  const size = ['-x', String(columns), '-y', String(rows)];
  const shell = ['env', '-i', ...environment, 'bash', '--norc', '--noprofile'];
  tmux(socket, 'new-session', '-d', '-s', name, ...size, '-c', cwd, ...shell);
  /** @type {Frame[]} */
  const film = [];
  /** @param {...string} flags */
  const capture = (...flags) =>
    tmux(socket, 'capture-pane', '-p', ...flags, '-t', name).replaceAll(hostname(), 'host');
  /** @param {number} ms */
  const shoot = (ms) => {
    const screen = capture('-e').trimEnd();
    const last = film.at(-1);
    if (last?.screen !== screen) film.push({ screen, ms: SHORTEST_MS });
    else
      film[film.length - 1] = { screen, ms: Math.max(last.ms, Math.min(last.ms + ms, LONGEST_MS)) };
  };
  return {
    film,
    /** An empty screen, and nothing above it. */
    async clear() {
      tmux(socket, 'send-keys', '-t', name, 'C-l');
      await this.shows(/^\$$/);
      tmux(socket, 'clear-history', '-t', name);
    },
    /** Without colours; lines are as wide as the terminal. */
    screen: () => capture().trimEnd(),
    /** With all that has scrolled away. */
    all: () => capture('-S', '-').trimEnd(),
    /**
     * Films the first screen of all that, as a person scrolls up.
     * @param {number} stayMs
     */
    scrollUp(stayMs) {
      const lines = capture('-e', '-S', '-').trimEnd().split('\n');
      film.push({ screen: lines.slice(0, rows).join('\n'), ms: stayMs });
    },
    /**
     * Types it, and Enter.
     * @param {string} text
     */
    async type(text) {
      for (const word of text.split(/(?<= )/)) {
        tmux(socket, 'send-keys', '-t', name, '-l', '--', word);
        await pause(STEP_MS);
        shoot(2 * STEP_MS);
      }
      tmux(socket, 'send-keys', '-t', name, 'Enter');
    },
    /**
     * Films until the screen looks so; then it stays for a while.
     * @param {RegExp} what
     * @param {number} [stayMs]
     */
    async shows(what, stayMs = 0) {
      const end = Date.now() + LIMIT_MS;
      while (!what.test(capture().trimEnd())) {
        if (Date.now() > end) throw new Error(`${name} never showed ${what}:\n${capture()}`);
        await pause(STEP_MS);
        shoot(STEP_MS);
      }
      shoot(STEP_MS);
      const last = film.at(-1);
      if (last !== undefined) film[film.length - 1] = { ...last, ms: last.ms + stayMs };
      return capture().trimEnd();
    },
  };
}
