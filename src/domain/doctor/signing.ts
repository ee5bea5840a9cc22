import { joinShellWords } from '../text/shell-words.ts';
import { type Finding, ok, warn } from './finding.ts';

/** Whether git can sign a commit without a person. */
export interface SigningFacts {
  readonly repository: string;
  /** Why it cannot. */
  readonly problem: string | undefined;
}

/** A warning: a session may commit nothing, and a key may be unlocked meanwhile. */
export function aboutSigning({ repository, problem }: SigningFacts): Finding {
  if (problem === undefined) return ok('signing', 'git signs commits without a person');
  const text = `commit.gpgsign is on, and git cannot sign without a person (no terminal, no display): ${problem}`;
  const off = joinShellWords(['git', '-C', repository, 'config', 'commit.gpgsign', 'false']);
  return warn('signing', text, `unlock the key for programs (ssh-add, gpg-agent); or: ${off}`);
}
