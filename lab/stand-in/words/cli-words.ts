import type { CliOutput, Failing, Reset } from '../cli-output.ts';
import type { Context } from '../context.ts';
import { work } from '../demo-steps.ts';
import type { ScenarioFolder } from '../scenario-folder.ts';
import { print, write } from '../stdout.ts';
import { leaveSignal } from './file-words.ts';
import type { Words } from './words.ts';

/** The input of a turn. */
export interface TurnParts {
  readonly cli: CliOutput;
  readonly context: Context;
  /** Absent in the demo. */
  readonly scenario?: ScenarioFolder;
}

/** The words that the CLI says in its own format. */
export function cliWords({ cli, context, scenario }: TurnParts) {
  let toolCalls = 0;
  let lastWords = 'ok';
  const toolCall = (what: Parameters<CliOutput['toolCall']>[0]): readonly object[] => {
    toolCalls += 1;
    return cli.toolCall(what, toolCalls);
  };
  return {
    begin: () => cli.begin(),
    good: () => cli.good(lastWords),
    turn: (signal) => {
      print(cli.begin());
      leaveSignal(context, signal);
      return cli.good(lastWords);
    },
    fail: (failure) => {
      const failing = cli.fail(failure);
      if (failing === undefined) throw new Error(`this CLI has no failure "${failure}"`);
      return failing;
    },
    limit: ({ seconds, unit = 's' }) => {
      const reset = resetAfter(seconds, unit);
      if (reset.at !== undefined) inScenario(scenario).tell('reset', reset.at);
      return cli.limit(reset);
    },
    window: ({ seconds, exit }) => {
      const reset = resetAfter(seconds, 's');
      const at = inScenario(scenario).tell('reset', reset.at);
      if (reset.now >= at) return undefined;
      tell(cli.limit({ ...reset, at }));
      return { exit };
    },
    usage: ({ used, seconds, status, window }) => {
      const told = cli.usage({ used, status, window, resetAt: Date.now() + seconds * 1000 });
      if (told === undefined) throw new Error('this CLI tells no usage in its events');
      return told;
    },
    retrying: () => cli.retrying(),
    tool: (command) => cli.tool(command),
    output: (result) => toolCall({ tool: 'Bash', what: 'cat notes.txt', result }),
    demo: () => {
      const steps = work(context);
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) print(toolCall(step.value));
      lastWords = step.value.summary;
    },
    tell: (event) => inScenario(scenario).tell(event),
    await: (event) => inScenario(scenario).await(event),
  } as const satisfies Partial<Words>;
}

/** At a whole second. */
function resetAfter(seconds: number | null, unit: Reset['unit']): Reset {
  const now = Date.now();
  const at = seconds === null ? undefined : Math.ceil((now + seconds * 1000) / 1000) * 1000;
  return { at, now, unit };
}

function inScenario(scenario: ScenarioFolder | undefined): ScenarioFolder {
  if (scenario === undefined) throw new Error('the demo has no scenario folder');
  return scenario;
}

/** Fails as the CLI does; returns the exit code. */
export function tell({ events, stderr, exit }: Failing): number {
  print(events);
  if (stderr !== undefined) write(2, `${stderr}\n`);
  return exit;
}
