import { type Phase, PHASES } from '../../../src/domain/phases/phase.ts';
import type { ScriptedModel } from '../support/model.ts';
import { AFTER } from './after.ts';
import { BEFORE } from './before.ts';
import { showFiles, type Step, stepCommand } from './commands.ts';
import { newestOf, newestText, readPrompt, type Seen, shownIn } from './seen.ts';
import { blocked } from './steps.ts';
import { expected, filesRead, firstHeading } from './texts.ts';
import { hasWork, workOf } from './work.ts';

/** Which agents' texts a request held when the phase was asked to do its step. */
export interface Loaded {
  readonly phase: Phase;
  readonly agents: readonly Phase[];
}

const STEPS: Readonly<Record<Phase, (seen: Seen) => Step>> = { ...BEFORE, ...AFTER };

/** The calls of the shell in an iteration; each knows the output of those before it. */
const CALLS: readonly ((seen: Seen) => string)[] = [
  // "Read `_overview.md`, then only the files your agent names."
  ({ context }) => showFiles(context.session, ['_overview.md']),
  (seen) => showFiles(seen.context.session, namesRead(seen)),
  workOf,
  (seen) => stepCommand(seen, stepOf(seen)),
];

/**
 * A model that follows the texts to the letter. It knows only the request: the labels of the prompt,
 * the files that a text tells it to read, and the output of its own commands. Names, forms, headings
 * and signals are the texts' own. `loaded` is told what each iteration began with.
 */
export function literalModel(loaded: (one: Loaded) => void = () => undefined): ScriptedModel {
  return (request) => {
    const context = readPrompt(request);
    if (request.toolResults.length === 0) {
      const agents = PHASES.filter((phase) => request.all.includes(firstHeading(phase)));
      loaded({ phase: context.phase, agents });
    }
    const calls = CALLS.filter((call) => call !== workOf || hasWork(context.phase));
    const call = calls[request.toolResults.length];
    if (call === undefined) return { kind: 'text', text: 'The step is done.' };
    return { kind: 'shell', command: call({ context, shown: shownIn(request.toolResults) }) };
  };
}

/** The newest artefact of each kind that the agent reads, and `_qa.md` where it is named. */
function namesRead(seen: Seen): readonly string[] {
  const { kinds, files } = filesRead(seen.context.phase);
  const newest = kinds.map((kind) => newestOf(seen, kind));
  return [...newest.filter((name) => name !== undefined), ...files];
}

/** Blocked where a file is missing that the agent reads and an earlier phase promises. */
function stepOf(seen: Seen): Step {
  const { phase } = seen.context;
  const missing = expected(phase).find((kind) => newestText(seen, kind) === '');
  return missing === undefined ? STEPS[phase](seen) : blocked(seen, `no ${missing} is listed`);
}
