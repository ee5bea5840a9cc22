import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PHASES } from '../../src/domain/phases/phase.ts';
import { NEEDS, STATUSES, WAIT_REASONS } from '../../src/domain/phases/rules.ts';
import {
  artefactKindsIn,
  assets,
  assetsOf,
  inlineCode,
  ROOT,
  sectionOf,
  withoutFences,
} from '../support/assets.ts';

const SIGNAL_FIELDS = ['status', 'phase', 'summary', 'reason', 'needs', 'for'];
/** Words in backticks that no registry holds: verdicts and classes of findings, programs. */
const OWN_WORDS = ['pass', 'fail', 'partial', 'clean', 'fixed', 'open', 'blocking', 'note'];
const PROGRAMS = ['cp', 'date', 'git', 'mv', 'samocode', 'claude', 'codex', 'gemini'];
/** Fields of `status --json`. */
const STATUS_FIELDS = [
  'holder',
  'state',
  'phase',
  'iteration',
  'awaiting',
  'reason',
  'needs',
  'costUsd',
  'resumeAt',
];
const SESSION_FILES = [
  '_overview.md',
  '_qa.md',
  '_signal.json',
  '_signal.json.tmp',
  '_signal_history.jsonl',
  'session.log',
  '_logs/',
  '.run/',
];
const CONVENTIONS = ['AGENTS.md', 'CLAUDE.md', 'CONTRIBUTING.md'];
const UPPER = [
  ...['TIMESTAMP_FILE', 'TIMESTAMP_LOG', 'TIMESTAMP_ITERATION'],
  ...['MAIN_REPO', 'WORKTREES', 'SESSIONS', 'VERIFY', 'HEAD', 'SAMOCODE_PROVIDER'],
];
const LABELS = [
  ...['Phase:', 'Iteration:', 'Total Iterations:', 'Blocked:', 'Last Action:', 'Next:'],
  ...['Answer:', 'Suggestion:', 'Verify:', 'Covers:', 'Verdict:', 'Round:'],
  ...['Files:', 'Interfaces:', 'No commit:', 'No open questions:'],
];
/** The prompt's own labels, of the sources in src/domain/prompt. */
const PROMPT_LABELS = [
  ...['Session Context', 'Session path', 'Working directory', 'What this phase may signal'],
  ...['Started', 'Deadline'],
  ...[
    'Worktree',
    'Dive',
    'Task',
    'What a person gave',
    'Earlier notes',
    'Since the plan was approved',
    'What went wrong last time',
  ],
];

const all = assets();
const named = (kind: 'agent' | 'skill' | 'command'): readonly string[] =>
  assetsOf(kind).map(({ name }) => name);
const kinds = new Set(
  assetsOf('agent').flatMap(({ text }) => artefactKindsIn(sectionOf(text, 'Writes'))),
);
const words = new Set<string>([
  ...[...PHASES, ...STATUSES, ...NEEDS, ...WAIT_REASONS, ...SIGNAL_FIELDS],
  ...[...OWN_WORDS, ...PROGRAMS, ...STATUS_FIELDS, ...kinds],
  ...[...named('agent'), ...named('skill'), ...named('command')],
]);

/** What kind of name a code span is, and whether such a thing exists; undefined when it is none. */
function isKnown(code: string): boolean | undefined {
  // command-line.test.ts judges these.
  if (code.startsWith('samocode ')) return undefined;
  const slash = /^\/(?:samocode:)?([a-z][a-z0-9-]*)(?: |$)/.exec(code)?.[1];
  if (slash !== undefined) return [...named('command'), ...named('skill')].includes(slash);
  if (code.includes('$')) return undefined;
  if (/\.(md|json|jsonl|log|tmp)$|^[\w.-]+\/$/.test(code)) return isKnownFile(code);
  if (/^[a-z]+(?:[_-][a-z0-9]+)*$/.test(code)) return words.has(code);
  if (/^[A-Z][A-Z_]+$/.test(code)) return UPPER.includes(code);
  if (/^[A-Z][A-Za-z ]*:$/.test(code)) return LABELS.includes(code);
  return undefined;
}

function isKnownFile(path: string): boolean {
  if (SESSION_FILES.includes(path) || CONVENTIONS.includes(path)) return true;
  if (path === '<TIMESTAMP_FILE>-<kind>-<slug>.md') return true;
  if (path === '~/.claude/' || existsSync(join(ROOT, path))) return true;
  return artefactKindsIn(path).some((kind) => kinds.has(kind));
}

describe('every name in backticks exists', () => {
  it.each(all)('$path', ({ text }) => {
    expect(inlineCode(text).filter((code) => isKnown(code) === false)).toEqual([]);
  });

  it('and the check knows a wrong one', () => {
    const wrong = ['reviewing', 'plan_review', 'human-action', 'review-agent', '_answers.md'];
    const worse = ['/dope', '*-notes-*.md', 'Stage:', 'TIMESTAMP_NOW'];
    expect([...wrong, ...worse].filter((code) => isKnown(code) !== false)).toEqual([]);
  });
});

const headings = [...assetsOf('workflow'), ...assetsOf('agent')].flatMap(({ text }) =>
  // As a heading, in an example, or named in backticks.
  [...text.matchAll(/(?:^|`)#+ ([^`\n]+)/gm)].map((match) => match[1] ?? ''),
);

describe('every label in italics is one of the prompt or a heading of ours', () => {
  it.each(all.filter(({ kind }) => kind === 'workflow' || kind === 'agent'))('$path', (asset) => {
    const known = new Set([...PROMPT_LABELS, ...headings]);
    const italics = [
      ...withoutFences(asset.text).matchAll(/(?<![*\w`])\*([A-Z][^*`\n]+)\*(?!\*)/g),
    ];
    expect(italics.map((match) => match[1] ?? '').filter((label) => !known.has(label))).toEqual([]);
  });

  it.each(PROMPT_LABELS)('the prompt has "%s"', (label) => {
    const folder = join(ROOT, 'src/domain/prompt');
    const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(sources.join('')).toContain(label);
  });
});

it.each(STATUS_FIELDS)('status --json has "%s"', (field) => {
  const source = readFileSync(join(ROOT, 'src/app/reading/session-status.ts'), 'utf8');
  expect(source).toMatch(new RegExp(`^ {2}readonly ${field}:`, 'm'));
});

it.each(all)('$path is free of one machine and one person', ({ text }) => {
  expect(text).not.toMatch(/\/home\/|\/Users\/|\/root\/|C:\\/);
});
