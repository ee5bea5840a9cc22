import { type Seen, textOf } from './seen.ts';

/** How an iteration ends: what it leaves in the session folder, and its signal. */
export interface Step {
  /** Files by name; the overview is not one of them. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines for the end of sections of the overview. */
  readonly listed: readonly (readonly [section: string, line: string])[];
  readonly action: string;
  readonly signal: string;
  /** The whole overview, if this step makes it. */
  readonly overview?: string;
}

/** Prints files of the session, each under its name. */
export function showFiles(session: string, names: readonly string[]): string {
  const shows = names.map(
    (name) => `[ ! -f ${name} ] || { echo '==> ${name}'; cat ${name}; echo; }`,
  );
  return [`cd ${quoted(session)}`, ...shows].join('\n');
}

/** Prints the output and the exit code of a command under its own text or another name. */
export function run(command: string, name = command): string {
  return `echo ${quoted(`==> ${name}`)}; timeout 60 sh -c ${quoted(command)} 2>&1; echo "exit $?"`;
}

export function write(file: string, text: string): string {
  return `cat > ${quoted(file)} <<'END_OF_TEXT'\n${text.trimEnd()}\nEND_OF_TEXT`;
}

export function append(file: string, text: string): string {
  return `cat >> ${quoted(file)} <<'END_OF_TEXT'\n${text.trimEnd()}\nEND_OF_TEXT`;
}

/** The contract's last steps: artefacts, the overview with its line of the Flow Log, the signal. */
export function stepCommand(seen: Seen, step: Step): string {
  const { session, iterationStamp } = seen.context;
  const lines = [...step.listed, ['Flow Log', `- ${iterationStamp} ${step.action}`] as const];
  const before = step.overview ?? textOf(seen, '_overview.md');
  const overview = lines
    .reduce((text, [section, line]) => appended(text, section, line), before)
    .replace(/^Last Action: .*$/m, `Last Action: ${step.action}`);
  // The overview comes after the artefacts that it lists, and the signal last.
  const files = [
    ...Object.entries(step.files),
    ['_overview.md', overview],
    ['_signal.json', step.signal],
  ];
  const writes = files.map(
    ([name = '', text = '']) => `${write(`${name}.tmp`, text)}\nmv -f ${name}.tmp ${name}`,
  );
  return ['set -e', `cd ${quoted(session)}`, ...writes].join('\n');
}

/** The text with the line at the end of a section. */
function appended(text: string, section: string, line: string): string {
  const parts = text.split(/^(?=## )/m).map((part) => {
    if (part.split('\n')[0] !== `## ${section}`) return part;
    return `${part.trimEnd()}\n${line}\n\n`;
  });
  return parts.join('');
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
