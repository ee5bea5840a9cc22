import { isSecret } from '../../domain/provider/environment/child-env.ts';
import { ENCLOSING_GIT_VARIABLES } from '../../domain/provider/environment/git-variables.ts';

/**
 * The environment without our secrets and the variables of an enclosing git hook, and without
 * password prompts: git starts hooks and filters that the repository names.
 */
export function gitEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || ENCLOSING_GIT_VARIABLES.has(name) || isSecret(name)) continue;
    clean[name] = value;
  }
  return { ...clean, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}
