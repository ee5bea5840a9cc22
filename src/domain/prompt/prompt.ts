import { wordsOf } from '../phases/promises/promises.ts';
import { promisesOf } from '../phases/registry-text.ts';
import { type PhaseRule, ruleOf } from '../phases/rules.ts';
import { NO_QUESTIONS } from '../questions/without-questions.ts';
import { rowTimestamp } from '../text/timestamps.ts';
import { materialSections } from './material-sections.ts';
import { personSections } from './person-sections.ts';
import type { PromptParts } from './prompt-parts.ts';
import { quoted } from './quoted.ts';
import { baselineSection, worktreeSection } from './repository-sections.ts';

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

/** So that no agent takes a report or a round for news that was about other work. */
function judgedSection({ judged }: PromptParts): string | undefined {
  if (judged === undefined) return undefined;
  return listSection('Since the plan was approved', [
    `Newest test report: ${wordsOf(judged.report)}`,
    `Newest review: ${wordsOf(judged.review)}`,
  ]);
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
