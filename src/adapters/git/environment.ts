/** Without what an enclosing git hook may have set, and never asking for a password. */
export function gitEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !LOCATION_VARIABLES.has(name)) clean[name] = value;
  }
  return { ...clean, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

const LOCATION_VARIABLES = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
]);
