import { ASK, type Baseline } from '../phases/baseline.ts';
import type { Phase } from '../phases/phase.ts';
import { type Judgement, wordsOf } from '../phases/promises/promises.ts';
import { promisesOf } from '../phases/registry-text.ts';
import { type PhaseRule, ruleOf } from '../phases/rules.ts';
import type { ProviderName } from '../provider/provider-name.ts';
import { NO_QUESTIONS, type QuestionMode } from '../questions/without-questions.ts';
import { printable } from '../text/printable.ts';
import { rowTimestamp, type Timestamps } from '../text/timestamps.ts';
import { personSections, type PersonWords } from './person-sections.ts';
import { quoted } from './quoted.ts';

/** A text given at the first run: inline, or a file of the session when it is long. */
export type Material =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string };

export interface Worktree {
  readonly repository: string;
  readonly baseBranch: string;
  /** Undefined in a session of an earlier version. */
  readonly baseCommit: string | undefined;
  readonly path: string;
  readonly branch: string;
}

/** Everything a prompt is made of, as plain data. */
export interface PromptParts extends PersonWords {
  /** The text of workflow.md. */
  readonly workflow: string;
  /** The agent's text, if the CLI does not load it itself. */
  readonly agent: string | undefined;
  readonly cwd: string;
  readonly provider: ProviderName;
  readonly phase: Phase;
  readonly iteration: number;
  readonly startedAt: Date;
  readonly timeLimitSeconds: number;
  /** What may be written besides in the sandbox; undefined: there is none. */
  readonly writable: readonly string[] | undefined;
  readonly timestamps: Timestamps;
  readonly worktree: Worktree;
  /** Whether a person has to be asked. */
  readonly questions: QuestionMode;
  readonly verify: string | undefined;
  readonly verifyPhases: Readonly<Partial<Record<Phase, string>>>;
  /** Lines about the worktree as it was made. */
  readonly gaps: readonly string[];
  /** Ignored files and folders of the base repository that the worktree does not have. */
  readonly lacking: readonly string[];
  /** The newest report and review since the plan was approved; undefined where no agent needs them. */
  readonly judged:
    { readonly report: Judgement | undefined; readonly review: Judgement | undefined } | undefined;
  /** How `VERIFY` ended before the first agent. */
  readonly baseline: Baseline | undefined;
  readonly dive: Material | undefined;
  readonly task: Material | undefined;
  /** What went wrong last time, one text for each thing. */
  readonly troubles: readonly string[];
}

/** The whole prompt: workflow, agent (where the CLI does not load it), session context. */
export function buildPrompt(parts: PromptParts): string {
  const sections = [
    parts.workflow.trim(),
    parts.agent?.trim(),
    contextSection(parts),
    rulesSection(parts),
    worktreeSection(parts),
    judgedSection(parts),
    baselineSection(parts),
    ...(parts.phase === 'init' ? materialSections(parts) : []),
    ...personSections(parts).map(([title, lines]) => listSection(title, lines)),
    listSection('What went wrong last time', parts.troubles.map(firstLineAndQuote)),
  ];
  return `${sections.filter((section) => section !== undefined).join('\n\n')}\n`;
}

function contextSection(parts: PromptParts): string {
  return [
    '# Session Context',
    '',
    `- Session path: ${parts.sessionPath}`,
    `- Working directory: ${parts.cwd}`,
    `- Provider: ${parts.provider}`,
    `- Phase: ${parts.phase}`,
    `- Iteration: ${parts.iteration}`,
    `- Time limit: ${parts.timeLimitSeconds} seconds`,
    `- Started: ${momentOf(parts.startedAt.getTime())}`,
    `- Deadline: ${momentOf(parts.startedAt.getTime() + parts.timeLimitSeconds * 1000)}`,
    ...sandboxLine(parts.writable),
    `- TIMESTAMP_FILE: ${parts.timestamps.file}`,
    `- TIMESTAMP_LOG: ${parts.timestamps.log}`,
    `- TIMESTAMP_ITERATION: ${parts.timestamps.iteration}`,
  ].join('\n');
}

/** As `date +%s` prints it, and by the clock. */
function momentOf(ms: number): string {
  return `${Math.floor(ms / 1000)} (${rowTimestamp(new Date(ms))})`;
}

/** Tells the agent its limits, so that it spends no turns on calls that the sandbox refuses. */
function sandboxLine(writable: readonly string[] | undefined): readonly string[] {
  if (writable === undefined) return [];
  const paths = ['the working directory', 'the session path', '/tmp', ...writable];
  return [
    `- Sandbox: only these can be written: ${paths.join(', ')}; git cannot delete or rename a branch or tag`,
  ];
}

function rulesSection(parts: PromptParts): string {
  const rule = ruleOf(parts.phase);
  const lines = [
    `## What this phase may signal`,
    '',
    `- Statuses: ${rule.statuses.join(', ')}`,
    `- Phases it may go to with \`continue\`: ${movesOf(parts, rule)}`,
  ];
  if (rule.isReadOnly) lines.push('- It changes no tracked file and makes no commit');
  if (rule.waitsFor.length > 0) lines.push(`- It may wait for: ${rule.waitsFor.join(', ')}`);
  const promises = promisesOf(parts.phase);
  if (promises !== '') lines.push(`- It ends only with: ${promises}`);
  const own = parts.verifyPhases[parts.phase];
  if (own !== undefined) {
    lines.push(`- Before it goes to a later phase, this has to end with 0: \`${own}\``);
  }
  if (parts.verify !== undefined) {
    lines.push(`- Before the session is done, VERIFY has to end with 0: \`${parts.verify}\``);
  }
  return lines.join('\n');
}

/** `SAMOCODE_QUESTIONS=optional` */
const UNASKED = `; questions are optional: without any, once the requirements have a line "${NO_QUESTIONS}"`;

function movesOf({ phase, questions }: PromptParts, rule: PhaseRule): string {
  if (!rule.statuses.includes('continue')) return 'none';
  switch (rule.gate) {
    case 'answers':
      return `${phase}; ${rule.next.join(', ')} once a person has answered every question of _qa.md${questions === 'optional' ? UNASKED : ''}`;
    case 'approval':
      return `${phase}; ${rule.next.join(', ')} is opened by a person alone (signal waiting for plan_approval)`;
    case undefined:
      return [phase, ...rule.next].join(', ');
  }
}

function worktreeSection(parts: PromptParts): string {
  const { repository, baseBranch, baseCommit, path, branch } = parts.worktree;
  return [
    '## Worktree',
    '',
    `- Base repository: ${repository}`,
    `- Base branch: ${baseBranch}`,
    ...(baseCommit === undefined ? [] : [`- Base commit: ${baseCommit}`]),
    `- Worktree: ${path}`,
    `- Branch: ${branch}`,
    ...parts.gaps.map((gap) => `- When the worktree was made: ${gap}`),
    ...lackingLine(parts.lacking),
  ].join('\n');
}

/** So that no agent looks for a fault in the code where a file is missing. */
function lackingLine(lacking: readonly string[]): readonly string[] {
  if (lacking.length === 0) return [];
  const shown = lacking.slice(0, LACKING_SHOWN).map((path) => printable(path, 100));
  const more = lacking.length > shown.length ? `, and ${lacking.length - shown.length} more` : '';
  const what = `${shown.join(', ')}${more}`;
  return [`- Ignored by git and not in the worktree (COPY in .samocode copies files): ${what}`];
}

const LACKING_SHOWN = 20;

/** So that no agent takes a report or a round for news that was about other work. */
function judgedSection({ judged }: PromptParts): string | undefined {
  if (judged === undefined) return undefined;
  return listSection('Since the plan was approved', [
    `Newest test report: ${wordsOf(judged.report)}`,
    `Newest review: ${wordsOf(judged.review)}`,
  ]);
}

/** A fact about the repository, so that no agent looks for a fault of its own. */
function baselineSection({ baseline, phase }: PromptParts): string | undefined {
  if (baseline === undefined) return undefined;
  if (baseline.isGreen) {
    return `## VERIFY before the work\n\nBefore the first agent of this session VERIFY succeeded (${baseline.how}).`;
  }
  const ask = phase === 'requirements' ? ` Before you wait for answers, ${ASK}.` : '';
  return `## VERIFY before the work\n\nBefore the first agent of this session VERIFY failed (${baseline.how}): what failed there is not the fault of this session's work.${ask}\n\n${quoted(baseline.tail)}`;
}

function materialSections({ dive, task }: PromptParts): readonly (string | undefined)[] {
  return [materialSection('Dive', dive), materialSection('Task', task)];
}

function materialSection(title: string, material: Material | undefined): string | undefined {
  if (material === undefined) return undefined;
  if (material.kind === 'file') {
    return `## ${title}\n\nIt is long; read it in this file: ${material.path}`;
  }
  const fence = fenceFor(material.text);
  return `## ${title}\n\n${fence}text\n${material.text.trimEnd()}\n${fence}`;
}

/** A fence longer than any in the text, so that the text cannot close it. */
function fenceFor(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(Math.max(3, longest + 1));
}

/** The output of a test, say: its lines may look like ours. */
function firstLineAndQuote(text: string): string {
  const [first = '', ...rest] = text.trimEnd().split(/\r?\n/);
  return rest.length === 0 ? first : `${first}\n\n${quoted(rest.join('\n'))}`;
}

function listSection(title: string, lines: readonly string[]): string | undefined {
  if (lines.length === 0) return undefined;
  return `## ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}
