import { type Base, baseWords, type Unpushed, unpushedWords } from '../session/base.ts';
import { bad, type Finding, ok } from './finding.ts';

/** Whether git can make the worktree of a new session in MAIN_REPO. */
export type RepositoryFacts =
  | { readonly kind: 'refused'; readonly reason: string; readonly cure: string }
  | {
      readonly kind: 'start';
      readonly base: Base;
      readonly unpushed: Unpushed | undefined;
    };

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
