import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { type Phase, PHASES } from '../../src/domain/phases/phase.ts';
import { NEEDS, ruleOf, STATUSES, WAIT_REASONS } from '../../src/domain/phases/rules.ts';

/** The package's root: workflow.md, agents/, skills/ and commands/ stand here. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** One text that an agent or a person's CLI reads. */
export interface Asset {
  readonly kind: 'workflow' | 'agent' | 'skill' | 'command';
  /** The agent's, skill's or command's name; `workflow` for workflow.md. */
  readonly name: string;
  /** Relative to the package's root. */
  readonly path: string;
  readonly text: string;
}

/** Every text of the package, workflow.md first. */
export function assets(): readonly Asset[] {
  return [
    asset('workflow', 'workflow', 'workflow.md'),
    ...markdownIn('agents').map((file) => asset('agent', stem(file), `agents/${file}`)),
    ...folderNames('skills').map((name) => asset('skill', name, `skills/${name}/SKILL.md`)),
    ...markdownIn('commands').map((file) => asset('command', stem(file), `commands/${file}`)),
  ];
}

export function assetsOf(kind: Asset['kind']): readonly Asset[] {
  return assets().filter((candidate) => candidate.kind === kind);
}

/** The text of a fenced block and the text that stands before it. */
export interface Fence {
  readonly language: string;
  readonly body: string;
  readonly before: string;
}

export function fencesOf(text: string): readonly Fence[] {
  const fences: Fence[] = [];
  for (const match of text.matchAll(/^```([\w-]*)[^\n]*\n([\s\S]*?)^```[ \t]*$/gm)) {
    const [, language = '', body = ''] = match;
    fences.push({ language, body, before: text.slice(0, match.index) });
  }
  return fences;
}

export function withoutFences(text: string): string {
  return text.replace(/^```[^\n]*\n[\s\S]*?^```[ \t]*$/gm, '');
}

/** What stands in single backticks outside of fenced blocks. */
export function inlineCode(text: string): readonly string[] {
  return [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}

/** The body of a `## heading`, up to the next one; empty when it is missing. */
export function sectionOf(text: string, heading: string): string {
  const plain = text.replace(/^```[^\n]*\n[\s\S]*?^```[ \t]*$/gm, (fence) =>
    fence.replace(/^#/gm, ' #'),
  );
  const start = plain.indexOf(`\n## ${heading}\n`);
  if (start < 0) return '';
  const bodyStart = start + heading.length + 5;
  const end = plain.indexOf('\n## ', bodyStart - 1);
  return plain.slice(bodyStart, end < 0 ? undefined : end);
}

/** A signal that a text shows, and the phase it is shown for; undefined when none is named. */
export interface Example {
  readonly source: string;
  readonly json: string;
  readonly phase: Phase | undefined;
}

/**
 * Every signal shown: a `json` block with a "status", or a line beginning `{"status"` in a block of
 * another language. It stands under its agent's phase, or under the nearest "From `phase`:" above.
 */
export function examplesIn({ kind, name, path, text }: Asset): readonly Example[] {
  return fencesOf(text).flatMap(({ language, body, before }) => {
    const named = [...before.matchAll(/From `([a-z]+)`:/g)].at(-1)?.[1];
    const phase = kind === 'agent' ? name.replace(/-agent$/, '') : named;
    const shown = language === 'json' ? [body] : body.split('\n');
    return shown
      .filter((json) => (language === 'json' ? /"status"\s*:/ : /^\s*\{"status"/).test(json))
      .map((json) => ({ source: path, json, phase: PHASES.find((known) => known === phase) }));
  });
}

const line = z.string().trim().min(10).max(300);
const shownSignal = z.strictObject({
  status: z.enum(STATUSES),
  phase: z.enum(PHASES),
  summary: line.max(110),
  reason: line.optional(),
  needs: z.enum(NEEDS).optional(),
  for: z.enum(WAIT_REASONS).optional(),
});

/**
 * Why a shown signal would not be followed, or undefined. Stricter than the reader of real signals
 * (an example is whole), and only built from the registry, so that it judges both.
 */
export function problemOf(json: string, from: Phase): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return `is no JSON: ${String(error)}`;
  }
  const parsed = shownSignal.safeParse(value);
  if (!parsed.success) return z.prettifyError(parsed.error);
  const { status, phase, needs, reason, for: waitsFor } = parsed.data;
  const rule = ruleOf(from);
  if (!rule.statuses.includes(status)) return `${from} may not signal ${status}`;
  const moves = phase !== from;
  if (moves && status !== 'continue') return `${status} never moves the phase`;
  if (moves && !rule.next.includes(phase)) return `${from} may not go to ${phase}`;
  if (moves && rule.gate === 'approval') return `only a person moves a session out of ${from}`;
  if ((status === 'blocked') !== (needs !== undefined)) return '"needs" goes with blocked';
  if (status === 'blocked' && reason === undefined) return 'blocked without a "reason"';
  if (status !== 'waiting') return waitsFor === undefined ? undefined : '"for" without waiting';
  if (waitsFor === undefined) return 'waiting without "for"';
  return rule.waitsFor.includes(waitsFor) ? undefined : `${from} does not wait for ${waitsFor}`;
}

/** The frontmatter's fields in order, and the text below it. */
export interface Frontmatter {
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
  readonly problems: readonly string[];
}

/** Reads the part of YAML our frontmatter keeps to: one plain or double-quoted line a key. */
export function frontmatterOf(text: string): Frontmatter {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (match === null) return { fields: {}, body: text, problems: ['no frontmatter'] };
  const [, head = '', body = ''] = match;
  const fields: Record<string, string> = {};
  const problems: string[] = [];
  for (const row of head.split('\n')) {
    const [, key, value] = /^([a-z][a-zA-Z-]*): (\S.*)$/.exec(row) ?? [];
    if (key === undefined || value === undefined) problems.push(`no "key: value": ${row}`);
    else if (key in fields) problems.push(`twice: ${key}`);
    else if (!isPlainYaml(value)) problems.push(`needs quotes in YAML: ${row}`);
    else fields[key] = value.replace(/^"(.*)"$/, '$1');
  }
  return { fields, body, problems };
}

/** The plan, report, … kinds in the names of artefacts that a text shows. */
export function artefactKindsIn(text: string): readonly string[] {
  const names =
    /(?:<TIMESTAMP_FILE>|\*|\d\d-\d\d-\d\d:?\d\d)-([a-z]+(?:-report)?)-(?:<slug>|\*|[a-z-]+)\.md/g;
  return [...new Set([...text.matchAll(names)].map((match) => match[1] ?? ''))];
}

function isPlainYaml(value: string): boolean {
  if (/^"(?:[^"\\]|\\["\\])*"$/.test(value)) return true;
  return !/^[\s'"[\]{}>|*&!%#@`,?:-]/.test(value) && !/: |\s#|:$/.test(value);
}

function asset(kind: Asset['kind'], name: string, path: string): Asset {
  return { kind, name, path, text: readFileSync(join(ROOT, path), 'utf8') };
}

function markdownIn(folder: string): readonly string[] {
  return entriesOf(folder).filter((name) => name.endsWith('.md'));
}

function folderNames(folder: string): readonly string[] {
  return entriesOf(folder).filter((name) => existsSync(join(ROOT, folder, name, 'SKILL.md')));
}

function entriesOf(folder: string): readonly string[] {
  const path = join(ROOT, folder);
  return existsSync(path) ? readdirSync(path).sort() : [];
}

function stem(file: string): string {
  return basename(file, '.md');
}
