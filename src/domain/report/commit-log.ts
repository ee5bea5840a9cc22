import type { Commit, CommitFile } from './story.ts';

const COMMITS = 100;
const FILES = 100;

/** The flags of `git log` for `readCommits`: each file with its lines, and names as they are. */
export const LOG_FORMAT: readonly string[] = [
  `--max-count=${COMMITS}`,
  '--format=%x02%H %s',
  '--numstat',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '-z',
];

const FILE = /^(\d+|-)\t(\d+|-)\t(.+)$/s;

/** Reads the output of `git log` with `LOG_FORMAT`; the oldest commit first. */
export function readCommits(log: string): readonly Commit[] {
  return log
    .split('\u0002')
    .flatMap((text) => commitOf(text) ?? [])
    .reverse();
}

function commitOf(text: string): Commit | undefined {
  const [head = '', ...rest] = text.split('\0');
  const [, commit, subject] = /^([0-9a-f]{40,64}) (.*)$/s.exec(head.trim()) ?? [];
  if (commit === undefined || subject === undefined) return undefined;
  const files = rest.flatMap((line): readonly CommitFile[] => {
    const [, insertions, deletions, path] = FILE.exec(line.replace(/^\n/, '')) ?? [];
    if (path === undefined) return [];
    return [{ path, insertions: countOf(insertions), deletions: countOf(deletions) }];
  });
  return { commit, subject, files: files.slice(0, FILES), fileCount: files.length };
}

function countOf(text = '-'): number | null {
  return text === '-' ? null : Number(text);
}
