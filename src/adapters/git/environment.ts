import { ENCLOSING_GIT_VARIABLES } from '../../domain/git-variables.ts';

/** Without what an enclosing git hook may have set, and never asking for a password. */
export function gitEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !ENCLOSING_GIT_VARIABLES.has(name)) clean[name] = value;
  }
  return { ...clean, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}
