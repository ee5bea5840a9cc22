import { bad, type Finding, ok, warn } from './finding.ts';

/** Whether git can make the worktree of a new session in MAIN_REPO. */
export type RepositoryFacts =
  | { readonly kind: 'refused'; readonly reason: string; readonly cure: string }
  | {
      readonly kind: 'start';
      /** A fault that does not hinder it. */
      readonly warning: { readonly text: string; readonly cure: string } | undefined;
    };

/** Finds the problems with git that would block a run before it spends anything. */
export function aboutRepository(facts: RepositoryFacts): Finding {
  const about = 'repository';
  if (facts.kind === 'refused') return bad(about, facts.reason, facts.cure);
  if (facts.warning !== undefined) return warn(about, facts.warning.text, facts.warning.cure);
  return ok(about, 'git can make a worktree in MAIN_REPO');
}
