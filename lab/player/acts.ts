import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Act, Exit, Launch } from '../scenario/act.ts';
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

const LOOK_MS = 20;

/** Carries out the acts from outside, one after the other; returns the failures. */
export async function doActs(
  scenario: Scenario,
  project: Project,
  tools: ActTools,
): Promise<readonly string[]> {
  const failures: string[] = [];
  const runner = openScenarioRunner(scenario, project, tools);
  for (const act of scenario.acts) {
    if (tools.stop.aborted) break;
    failures.push(...(await doAct(act, runner)));
  }
  if (tools.stop.aborted) failures.push('took too long and was ended');
  return failures;
}

/** The hands behind an act. */
interface ScenarioRunner {
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

interface Running extends Program {
  readonly name: string;
  readonly output: string;
}

async function doAct(act: Act, runner: ScenarioRunner): Promise<readonly string[]> {
  if (act.run !== undefined) return await runner.ends(await runner.launch(act.run), act.run.exit);
  if (act.start !== undefined) {
    await runner.launch(act.start);
    return [];
  }
  if (act.ends !== undefined) {
    const running = runner.running(act.ends.run);
    return running === undefined
      ? [noRun(act.ends.run)]
      : await runner.ends(running, act.ends.exit);
  }
  if (act.many !== undefined) return await doMany(act.many, runner);
  if (act.signal !== undefined) {
    const running = runner.running(act.signal.run);
    running?.signal(act.signal.name);
    return running === undefined ? [noRun(act.signal.run)] : [];
  }
  if (act.until !== undefined) {
    const { until } = act;
    const came = await runner.waitFor(() => existsSync(runner.event(until)));
    return came ? [] : [`waited in vain for "${until}"`];
  }
  if (act.says !== undefined) return await hearOut(act.says, runner);
  if (act.tell !== undefined) {
    writeFileSync(runner.event(act.tell), String(Date.now()));
    return [];
  }
  if (act.command !== undefined) {
    const { args, exit } = act.command;
    return await runner.ends(await runner.command(args), exit);
  }
  return act.sh === undefined ? [] : await runner.ends(await runner.shell(act.sh), 0);
}

async function doMany(
  { sessions, args, exit }: NonNullable<Act['many']>,
  runner: ScenarioRunner,
): Promise<readonly string[]> {
  const all = Array.from({ length: sessions }, (_, index) => {
    const session = runner.begin(index + 1);
    return runner.launch({ as: session, ...(args !== undefined && { args }) }, session);
  });
  const ends = await Promise.all(all.map(async (running) => runner.ends(await running, exit)));
  return ends.flat();
}

async function hearOut(
  { run, text }: NonNullable<Act['says']>,
  runner: ScenarioRunner,
): Promise<readonly string[]> {
  const running = runner.running(run);
  if (running === undefined) return [noRun(run)];
  const came = await runner.waitFor(() => readFileSync(running.output, 'utf8').includes(text));
  return came ? [] : [`${run} never said "${text}"`];
}

function noRun(name: string): string {
  return `there is no run "${name}"`;
}

function openScenarioRunner(scenario: Scenario, project: Project, tools: ActTools): ScenarioRunner {
  const { start, environment, node, program, stop } = tools;
  const runs = new Map<string, Running>();
  let started = 0;
  const aborted = new Promise<undefined>((resolve) => {
    stop.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  const begin = async (
    command: readonly string[],
    name: string,
    { env = {}, stdout }: Pick<Launch, 'env' | 'stdout'> = {},
  ): Promise<Running> => {
    const output = join(project.folder, 'out', `${name}.out`);
    const running = await start(command, {
      cwd: name === 'shell' ? project.session() : project.folder,
      env: { ...environment, ...env },
      stdoutPath: output,
      stderrPath: join(project.folder, 'out', `${name}.err`),
      stdout,
    });
    return { ...running, name, output };
  };
  const ours = (args: readonly string[]): readonly string[] => [node, program, ...args];
  return {
    launch: async (launch, session = SESSION) => {
      started += 1;
      const name = launch.as ?? `run-${started}`;
      const { args = [] } = launch;
      const command = ours(['--config', project.config, '--session', session, ...args]);
      const running = await begin([...before(launch), ...command], name, launch);
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
      return begin(ours([name, ...place, ...args]), `${name}-${started}`);
    },
    shell: (command) => begin(['/bin/sh', '-c', command], 'shell'),
    begin: (number) => {
      beginSession(scenario, project.session(number));
      return `${SESSION}-${number}`;
    },
    waitFor: async (isSo) => {
      while (!stop.aborted) {
        if (isSo()) return true;
        await pause(LOOK_MS);
      }
      return false;
    },
    event: (name) => join(project.scenarioFolder, 'events', name),
  };
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
