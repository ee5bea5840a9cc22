import { type Base, baseWords, type Unpushed, unpushedWords } from '../session/base.ts';
import { bad, type Finding, ok, warn } from './finding.ts';
import type { FolderFacts } from './place.ts';

/** Whether git can make the worktree of a new session in MAIN_REPO. */
export type RepositoryFacts =
  | { readonly kind: 'refused'; readonly reason: string; readonly cure: string }
  | {
      readonly kind: 'start';
      readonly base: Base;
      readonly unpushed: Unpushed | undefined;
    };

/** Undefined: git can write in all of these folders of a repository. */
export function unwritable(
  folders: readonly Pick<FolderFacts, 'path' | 'problem'>[],
): Extract<RepositoryFacts, { kind: 'refused' }> | undefined {
  const found = folders.find(({ problem }) => problem !== undefined);
  if (found === undefined) return undefined;
  const reason = `git cannot write a worktree and its branch into ${found.path}: ${found.problem}`;
  return { kind: 'refused', reason, cure: 'check owner, mode and mount' };
}

/** Finds the problems with git that would block a run before it spends anything. */
export function aboutRepository(facts: RepositoryFacts): Finding {
  const about = 'repository';
  if (facts.kind === 'refused') return bad(about, facts.reason, facts.cure);
  const { base, unpushed } = facts;
  if (unpushed !== undefined) {
    return ok(about, `git can make a worktree in MAIN_REPO; ${unpushedWords(base, unpushed)}`);
  }
  return ok(about, `git can make a worktree in MAIN_REPO, from ${baseWords(base)}`);
}

/** Ignored files that no setting brings into a new worktree. */
export interface UncopiedFacts {
  readonly names: readonly string[];
  readonly configPath: string;
}

/** A warning: a test that needs such a file fails in each session. */
export function aboutUncopied({ names, configPath }: UncopiedFacts): readonly Finding[] {
  if (names.length === 0) return [];
  const text = `git ignores ${names.join(', ')} in MAIN_REPO: a new worktree is without`;
  const fix = `add COPY=${names.join(',')} to ${configPath}; if no program needs it, create an empty .worktreeinclude`;
  return [warn('copy', text, fix)];
}
