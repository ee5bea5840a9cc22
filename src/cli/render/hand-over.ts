import { costWords } from '../../domain/provider/cost/cost-words.ts';
import type { HandOver } from '../../domain/report/hand-over.ts';
import { baseWords } from '../../domain/session/base.ts';
import { printable } from '../../domain/text/printable.ts';
import { changesText, plural } from './report/report-figures.ts';

/** The facts of a hand-over with their names, in this order, without the unknown ones. */
export function handOverParts(handOver: HandOver): readonly (readonly [string, string])[] {
  const { worktree, costUsd, pullRequest, summary, look, merge, cleanUp } = handOver;
  const parts: readonly (readonly [string, string | null])[] = [
    ['branch', branchText(handOver)],
    ['worktree', worktree],
    ['cost', costUsd === null ? null : costWords({ ...handOver, costUsd })],
    ['pull request', pullRequest],
    ['summary', summary],
    ['look', look],
    ['merge', merge],
    ['clean up', cleanUp],
  ];
  return parts.filter((part): part is readonly [string, string] => part[1] !== null);
}

/** The same as printable lines. */
export function handOverLines(handOver: HandOver): readonly string[] {
  return handOverParts(handOver).map(([name, text]) => printable(`${name.padEnd(12)} ${text}`));
}

function branchText({ branch, base, changes, uncommitted }: HandOver): string | null {
  if (branch === null) return null;
  const what = changes === null ? '' : `, ${changesText(changes)}`;
  const from = base === null ? '' : `, from ${baseWords(base)}`;
  const isClean = uncommitted === null || uncommitted === 0;
  return `${branch}${what}${from}${isClean ? '' : `; ${plural(uncommitted, 'file')} not committed`}`;
}
