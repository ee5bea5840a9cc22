import type { Phase } from '../../../src/domain/phases/phase.ts';
import { SLUG } from './bug.ts';
import type { Step } from './commands.ts';
import { type Seen, textOf } from './seen.ts';
import { kindOf, signalShown } from './texts.ts';

/** The parts of a step that most phases write in the same way. */

/** The signal that the agent's text shows for this, with a summary of our own. */
export function signal(seen: Seen, status: string, to?: Phase): string {
  const { phase } = seen.context;
  const shown: unknown = JSON.parse(signalShown(phase, status, to));
  return JSON.stringify({ ...Object(shown), summary: `${phase}: ${status}` });
}

export function blocked(seen: Seen, reason: string): Step {
  const { phase } = seen.context;
  const needs = 'investigation';
  return {
    ...noArtefact(reason),
    signal: JSON.stringify({ status: 'blocked', phase, needs, reason }),
  };
}

export function noArtefact(action: string): Omit<Step, 'signal'> {
  return { files: {}, listed: [], action };
}

/** The phase's own artefact, listed in the overview. */
export function artefact(seen: Seen, title: string, text: string): Omit<Step, 'signal'> {
  const { phase } = seen.context;
  const name = nameFor(seen);
  const section = phase === 'planning' ? 'Plans' : 'Files';
  const listed = [[section, `- ${name} - written by ${phase}`] as const];
  return { files: { [name]: `# ${title}\n\n${text}` }, listed, action: `${title} -> ${name}` };
}

/** "if a finished artefact already has the name, add `-2`". */
export function nameFor(seen: Seen): string {
  const { fileStamp, phase } = seen.context;
  const name = `${fileStamp}-${kindOf(phase)}-${SLUG}`;
  return textOf(seen, '_overview.md').includes(`${name}.md`) ? `${name}-2.md` : `${name}.md`;
}

/** A body under each heading that a text asks for. */
export function sections(
  headings: readonly string[],
  bodies: Readonly<Record<string, string>>,
): string {
  return headings.map((heading) => `${heading}\n${bodies[heading] ?? 'Nothing.'}\n`).join('\n');
}

/** A form with other bodies under some of its headings. */
export function filled(form: string, bodies: Readonly<Record<string, string>>): string {
  const parts = form.split(/^(?=## )/m).map((part) => {
    const heading = part.split('\n')[0] ?? '';
    const body = bodies[heading];
    return body === undefined ? part : `${heading}\n${body}${body === '' ? '' : '\n'}\n`;
  });
  return parts.join('');
}
