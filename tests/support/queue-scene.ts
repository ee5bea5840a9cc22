import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueueView } from '../../src/app/ports/queue/queue.ts';
import { openQueue } from '../../src/cli/compose/queue/queue.ts';
import type { Phase } from '../../src/domain/phases/phase.ts';
import type { QueuedNow } from '../../src/domain/queue/queued.ts';
import { openScene, overviewOf, type Running, type Scene, type StartOptions } from './program.ts';
import type { Script, Turn } from './program-agent.ts';
import { turn } from './program-agent.ts';

/** One turn, after which the session is done. */
export const DONE = turn({ status: 'done', summary: 'all done' });

const PATIENCE_MS = 90_000;

/** A project with sessions in line, and `samocode work`. */
export interface QueueScene extends Scene {
  /** A session that stands before its last phase, in line; its agent takes these turns. */
  enqueue(
    name: string,
    turns?: readonly Turn[],
    task?: { priority?: number; config?: string; phase?: Phase },
  ): Promise<void>;
  /** `work --until-empty` to its end; returns what it said. */
  finish(...args: readonly string[]): Promise<string>;
  work(args?: readonly string[], options?: StartOptions): Running;
  list(): Promise<QueueView>;
  /** Makes a file that agents wait for. */
  touch(name: string): void;
  stateOf(name: string): Promise<QueuedNow['state'] | undefined>;
  readonly sessionFolder: (name: string) => string;
  readonly stateDir: string;
}

export function openQueueScene(): QueueScene {
  const plain = openScene();
  const stateDir = join(plain.home, '.local/state/samocode');
  const queue = openQueue(stateDir);
  const scripts: Record<string, Script> = {};
  const sessionFolder = (name: string): string => join(plain.sessions, name);
  const list = () => queue.list(Date.now());
  const scene: QueueScene = Object.assign(plain, {
    stateDir,
    sessionFolder,
    list,
    touch: (name: string) => {
      writeFileSync(join(plain.agent, name), '');
    },
    stateOf: async (name: string) =>
      (await list()).queued.find(({ session }) => session === name)?.state,
    enqueue: async (
      name: string,
      turns: readonly Turn[] = [DONE],
      {
        priority = 5,
        config = plain.config,
        phase = 'done',
      }: Parameters<QueueScene['enqueue']>[2] = {},
    ) => {
      const folder = sessionFolder(name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, '_overview.md'), overviewOf(phase));
      scripts[name] = { spawns: turns };
      plain.script({ sessions: scripts });
      await queue.submit({ config, session: name, priority, holds: [] }, Date.now());
    },
    work: (args: readonly string[] = [], options: StartOptions = {}) =>
      plain.start(['work', '--min-memory', '0', ...args], options),
    finish: async (...args: readonly string[]) => {
      const working = scene.work(['--until-empty', ...args]);
      const timer = setTimeout(() => {
        working.kill('SIGKILL');
      }, PATIENCE_MS);
      const { code, stdout, stderr } = await working.ended;
      clearTimeout(timer);
      if (code === 0) return stdout;
      throw new Error(`work ended with ${code}:\n${stdout}${stderr}`);
    },
  });
  return scene;
}

/** The most runs that lived at the same time, of the lines that agents left at their begin and end. */
export function mostAtOnce(path: string): number {
  let [now, most] = [0, 0];
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    now += line === '+' ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}
