import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Act } from '../scenario/act.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Project } from './project.ts';
import { type ActTools, openScenarioRunner, type ScenarioRunner } from './scenario-runner.ts';

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
