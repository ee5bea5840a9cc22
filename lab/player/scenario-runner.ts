import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Exit, Launch } from '../scenario/act.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { beginSession, type Project, SESSION } from './project.ts';

/** A program that runs, or ran; the process room's. */
export interface Program {
  readonly ended: Promise<number | string>;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGKILL'): void;
}

/** Starts a program with its output in files; the process room's. */
export type StartProgram = (
  command: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly stdoutPath: string;
    readonly stderrPath: string;
    readonly stdout?: 'closed' | 'unread' | undefined;
  },
) => Promise<Program>;

/** The tools that carry out the acts of a scenario. */
export interface ActTools {
  readonly start: StartProgram;
  readonly environment: Readonly<Record<string, string>>;
  readonly node: string;
  readonly program: string;
  /** Aborted when the scenario has taken too long: nothing is waited for any more. */
  readonly stop: AbortSignal;
}

/** Carries out one kind of act each. */
export interface ScenarioRunner {
  launch(launch: Launch, session?: string): Promise<Running>;
  running(name: string): Running | undefined;
  ends(running: Running, exit: Exit): Promise<readonly string[]>;
  command(args: readonly string[]): Promise<Running>;
  shell(command: string): Promise<Running>;
  begin(number: number): string;
  /** Whether it came to be; it does not when the scenario has taken too long. */
  waitFor(isSo: () => boolean): Promise<boolean>;
  event(name: string): string;
}

export interface Running extends Program {
  readonly name: string;
  readonly output: string;
}

const LOOK_MS = 20;

export function openScenarioRunner(
  scenario: Scenario,
  project: Project,
  tools: ActTools,
): ScenarioRunner {
  const runs = new Map<string, Running>();
  let started = 0;
  const aborted = untilAborted(tools.stop);
  return {
    launch: async (launch, session = SESSION) => {
      started += 1;
      const name = launch.as ?? `run-${started}`;
      const place = ['--config', project.config, '--session', session];
      const command = [tools.node, tools.program, ...place, ...(launch.args ?? [])];
      const running = await begin([...before(launch), ...command], {
        name,
        project,
        tools,
        launch,
      });
      runs.set(name, running);
      return running;
    },
    running: (name) => runs.get(name),
    ends: async ({ name, ended }, exit) => {
      const came = await Promise.race([ended, aborted]);
      if (came === undefined) return [`${name} did not end`];
      return came === exit ? [] : [`${name} ended with ${came}, not ${exit}`];
    },
    command: ([name = '', ...args]) => {
      started += 1;
      const place = ['--config', project.config, '--session', SESSION];
      const command = [tools.node, tools.program, name, ...place, ...args];
      return begin(command, { name: `${name}-${started}`, project, tools });
    },
    shell: (command) => begin(['/bin/sh', '-c', command], { name: 'shell', project, tools }),
    begin: (number) => {
      beginSession(scenario, project.session(number));
      return `${SESSION}-${number}`;
    },
    waitFor: async (isSo) => {
      while (!tools.stop.aborted) {
        if (isSo()) return true;
        await pause(LOOK_MS);
      }
      return false;
    },
    event: (name) => join(project.scenarioFolder, 'events', name),
  };
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
}

interface Beginning {
  /** Of the files with its output. */
  readonly name: string;
  readonly project: Project;
  readonly tools: ActTools;
  readonly launch?: Launch;
}

async function begin(
  command: readonly string[],
  { name, project, tools, launch }: Beginning,
): Promise<Running> {
  const output = join(project.folder, 'out', `${name}.out`);
  const running = await tools.start(command, {
    cwd: name === 'shell' ? project.session() : project.folder,
    env: { ...tools.environment, ...launch?.env },
    stdoutPath: output,
    stderrPath: join(project.folder, 'out', `${name}.err`),
    stdout: launch?.stdout,
  });
  return { ...running, name, output };
}

/** The words before the program on its command line. */
function before({ through, fileLimitKb }: Launch): readonly string[] {
  return [
    ...(through === undefined ? [] : [through]),
    // In blocks of 512 bytes, says POSIX.
    ...(fileLimitKb === undefined
      ? []
      : ['/bin/sh', '-c', `ulimit -f ${fileLimitKb * 2} && exec "$@"`, 'sh']),
  ];
}
