import {
  type ConfigProblem,
  describeProblem,
  formatProblem,
} from '../../domain/settings/problem.ts';
import { UserError } from '../../domain/text/user-error.ts';

/** All that is wrong with a configuration, as one error for the person. */
export function configError(problems: readonly ConfigProblem[]): UserError {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) {
    return new UserError(describeProblem(first), { hint: first.hint });
  }
  const lines = problems.map((problem) => `  ${formatProblem(problem)}`);
  return new UserError([`the configuration has ${problems.length} problems:`, ...lines]);
}
