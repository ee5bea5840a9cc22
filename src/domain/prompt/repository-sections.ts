import { ASK } from '../phases/baseline.ts';
import { printable } from '../text/printable.ts';
import type { PromptParts } from './prompt-parts.ts';
import { quoted } from './quoted.ts';

export function worktreeSection(parts: PromptParts): string {
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

/** A fact about the repository, so that no agent looks for a fault of its own. */
export function baselineSection({ baseline, phase }: PromptParts): string | undefined {
  if (baseline === undefined) return undefined;
  if (baseline.isGreen) {
    return `## VERIFY before the work\n\nBefore the first agent of this session VERIFY succeeded (${baseline.how}).`;
  }
  const ask = phase === 'requirements' ? ` Before you wait for answers, ${ASK}.` : '';
  return `## VERIFY before the work\n\nBefore the first agent of this session VERIFY failed (${baseline.how}): what failed there is not the fault of this session's work.${ask}\n\n${quoted(baseline.tail)}`;
}
