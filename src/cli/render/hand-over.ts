import { costWords } from '../../domain/provider/cost/cost-words.ts';
import type { HandOver } from '../../domain/report/hand-over.ts';
import { baseWords } from '../../domain/session/base.ts';
import { printable } from '../../domain/text/printable.ts';
import { changesText, plural } from './report/report-words.ts';

/** What a hand-over says, each with its name, in this order; nothing about what is unknown. */
export function handOverParts(handOver: HandOver): readonly (readonly [string, string])[] {
  const { worktree, costUsd, summary, look, merge, cleanUp } = handOver;
  const parts: readonly (readonly [string, string | null])[] = [
    ['branch', branchText(handOver)],
    ['worktree', worktree],
    ['cost', costUsd === null ? null : costWords({ ...handOver, costUsd })],
    ['summary', summary],
    ['look', look],
    ['merge', merge],
    ['clean up', cleanUp],
  ];
  return parts.filter((part): part is readonly [string, string] => part[1] !== null);
}

/** The same as printable lines. */
export function handOverLines(handOver: HandOver): readonly string[] {
  return handOverParts(handOver).map(([name, text]) => printable(`${name.padEnd(9)} ${text}`));
}

function branchText({ branch, base, changes, uncommitted }: HandOver): string | null {
  if (branch === null) return null;
  const what = changes === null ? '' : `, ${changesText(changes)}`;
  const from = base === null ? '' : `, from ${baseWords(base)}`;
  const isClean = uncommitted === null || uncommitted === 0;
  return `${branch}${what}${from}${isClean ? '' : `; ${plural(uncommitted, 'file')} not committed`}`;
}
