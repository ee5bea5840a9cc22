import type { ProviderName } from '../../src/domain/provider/provider-name.ts';
import { printable } from '../../src/domain/text/printable.ts';
import { joinShellWords } from '../../src/domain/text/shell-words.ts';
import type { Act, Launch } from '../scenario/act.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** One scenario in a list. */
export function listLine({ name, providers, promise }: Scenario): string {
  return `${name} (${providers.join(', ')})\n    ${promise}\n`;
}

/** What became of one: the promise, and what did not hold of it. */
export function outcomeText(
  { name, promise }: Scenario,
  provider: ProviderName,
  result: {
    readonly broken: readonly string[];
    readonly seconds: number;
    readonly folder: string | undefined;
  },
): string {
  const word = result.broken.length === 0 ? 'holds ' : 'BROKEN';
  const head = `${word}  ${name}, ${provider} (${result.seconds.toFixed(1)} s): ${promise}`;
  const where = result.folder === undefined ? [] : [`the files are in ${result.folder}`];
  const lines = [head, ...[...result.broken, ...where].map((line) => `        ${printable(line)}`)];
  return `${lines.join('\n')}\n`;
}

/** The acts from outside as numbered lines, for a person or a cron job that carries them out. */
export function actLines({ acts }: Scenario): readonly string[] {
  return acts.map((act, index) => `${index + 1}. ${actText(act)}`);
}

function actText(act: Act): string {
  if (act.run !== undefined) return `${launchText(act.run)}; it ends with ${act.run.exit}`;
  if (act.start !== undefined) return `${launchText(act.start)}, and leave it running`;
  if (act.ends !== undefined) return `${act.ends.run} ends with ${act.ends.exit}`;
  if (act.many !== undefined) {
    return `run ${act.many.sessions} sessions at once; each ends with ${act.many.exit}`;
  }
  if (act.signal !== undefined) return `send ${act.signal.name} to ${act.signal.run}`;
  if (act.until !== undefined) return `wait until scenario/events/${act.until} is there`;
  if (act.says !== undefined) return `wait until ${act.says.run} says "${act.says.text}"`;
  if (act.tell !== undefined) return `make the file scenario/events/${act.tell}`;
  if (act.command !== undefined) {
    return `samocode ${joinShellWords(act.command.args)}; it ends with ${act.command.exit}`;
  }
  return `in the session's folder: ${act.sh ?? ''}`;
}

function launchText({ as, args = [], env, through, fileLimitKb, stdout }: Launch): string {
  const words = [
    ...Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(through === undefined ? [] : [through]),
    ...['./run', '--session', 'it', ...args],
  ];
  const notes = [
    ...(as === undefined ? [] : [`called ${as}`]),
    ...(fileLimitKb === undefined ? [] : [`with no file over ${fileLimitKb} KB (ulimit -f)`]),
    ...(stdout === undefined ? [] : [`with its stdout ${stdout}`]),
  ];
  return [words.join(' '), ...notes].join(', ');
}
