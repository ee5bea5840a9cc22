import { readContext, type SessionContext } from '../support/follower.ts';
import type { ModelRequest } from '../support/model.ts';

/** The labels and sections of a prompt that the texts speak of. */
export interface LiteralContext extends SessionContext {
  readonly worktree: string;
  readonly branch: string;
  readonly base: string;
  readonly task: string;
  /** The notes under *What a person gave*, and those under *Earlier notes*. */
  readonly given: readonly string[];
  readonly earlier: readonly string[];
}

/** What an iteration knows by now. */
export interface Seen {
  readonly context: LiteralContext;
  /** The text of each file, and the output of each command, by name. */
  readonly shown: ReadonlyMap<string, string>;
}

export function readPrompt(request: ModelRequest): LiteralContext {
  const prompt = request.prompt.slice(request.prompt.lastIndexOf('# Session Context\n'));
  const label = (name: string): string => {
    const value = new RegExp(`^- ${name}: (.+)$`, 'm').exec(prompt)?.[1];
    if (value === undefined) throw new Error(`the prompt has no "- ${name}:" line`);
    return value;
  };
  return {
    ...readContext(request),
    worktree: label('Worktree'),
    branch: label('Branch'),
    base: label('Base commit'),
    task: /```text\n([\s\S]*?)\n```/.exec(sectionIn(prompt, 'Task'))?.[1] ?? '',
    given: notesIn(sectionIn(prompt, 'What a person gave')),
    earlier: notesIn(sectionIn(prompt, 'Earlier notes')),
  };
}

function sectionIn(prompt: string, title: string): string {
  const sections = prompt.split(/^## /m);
  return sections.find((section) => section.startsWith(`${title}\n`)) ?? '';
}

function notesIn(section: string): readonly string[] {
  return [...section.matchAll(/(?:^ {2}> .*\n?)+/gm)].map(([note]) =>
    note.replaceAll(/^ {2}> /gm, '').trim(),
  );
}

/** What calls of the shell have shown: the texts under `==> name` lines. */
export function shownIn(results: readonly string[]): ReadonlyMap<string, string> {
  const shown = results.flatMap((result) => result.split(/^==> /m).slice(1));
  return new Map(
    shown.map((text) => {
      const end = text.indexOf('\n');
      return [text.slice(0, end < 0 ? undefined : end), end < 0 ? '' : text.slice(end + 1).trim()];
    }),
  );
}

export function textOf({ shown }: Seen, name: string): string {
  return shown.get(name) ?? '';
}

/** The artefact of a kind that the overview lists last. */
export function newestOf(seen: Seen, kind: string): string | undefined {
  const listed = new RegExp(`^- (\\d\\d-\\d\\d-\\d\\d:\\d\\d-${kind}-[^ ]+\\.md)`, 'gm');
  return [...textOf(seen, '_overview.md').matchAll(listed)].at(-1)?.[1];
}

/** Its text; empty if there is none. */
export function newestText(seen: Seen, kind: string): string {
  return textOf(seen, newestOf(seen, kind) ?? '');
}
