/** The content of a new `.samocode`; paths as they will be written. */
export interface ProjectSettings {
  readonly mainRepo: string;
  readonly worktrees: string;
  readonly sessions: string;
  readonly setUp: string | undefined;
  readonly verify: string | undefined;
}

/** The proposed path and content of a `.samocode`. */
export interface Proposal {
  readonly configPath: string;
  readonly settings: ProjectSettings;
  /** The command that most likely sets a new worktree up. */
  readonly setUp: string | undefined;
  /** The command that most likely proves the work. */
  readonly verify: string | undefined;
}

/**
 * The text of a `.samocode`, in dotenv grammar (https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow).
 * Undefined when a value cannot be written in it: a line break, or all three kinds of quotes at once.
 */
export function projectFileText(settings: ProjectSettings): string | undefined {
  const lines = [
    ['MAIN_REPO', settings.mainRepo],
    ['WORKTREES', settings.worktrees],
    ['SESSIONS', settings.sessions],
    ...(settings.setUp === undefined ? [] : [['SETUP', settings.setUp]]),
    ...(settings.verify === undefined ? [] : [['VERIFY', settings.verify]]),
  ].map(([key = '', value = '']) => {
    const quoted = quoteSetting(value);
    return quoted === undefined ? undefined : `${key}=${quoted}`;
  });
  if (lines.includes(undefined)) return undefined;
  return ['# samocode: paths are relative to this file', ...lines, ''].join('\n');
}

/** Plain where nothing in it means anything to the grammar, else in the first kind of quotes that fits. */
export function quoteSetting(value: string): string | undefined {
  if (/[\r\n\0]/.test(value)) return undefined;
  if (/^[\w./~:@+=,-]+( [\w./~:@+=,-]+)*$/.test(value)) return value;
  // Between double quotes \n and \r would be read as line ends.
  if (!value.includes("'")) return `'${value}'`;
  if (!value.includes('"') && !/\\[nr]/.test(value)) return `"${value}"`;
  return value.includes('`') ? undefined : `\`${value}\``;
}

/** The proposed folders: next to the repository, never inside it. */
export function proposeFolders(repositoryName: string): Omit<ProjectSettings, 'setUp' | 'verify'> {
  return {
    mainRepo: '.',
    worktrees: `../${repositoryName}-worktrees`,
    sessions: `../${repositoryName}-sessions`,
  };
}

/** By lock file, the command that installs what it names. */
const SET_UPS = [
  ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile'],
  ['yarn.lock', 'yarn install --frozen-lockfile'],
  ['bun.lock', 'bun install --frozen-lockfile'],
  ['package-lock.json', 'npm ci'],
  ['npm-shrinkwrap.json', 'npm ci'],
  ['uv.lock', 'uv sync --frozen'],
  ['poetry.lock', 'poetry install'],
  ['Gemfile.lock', 'bundle install'],
  ['composer.lock', 'composer install'],
] as const;

/** The command that most likely sets a new worktree up, from the names of files at the repository's top. */
export function proposeSetUp(has: (name: string) => boolean): string | undefined {
  return SET_UPS.find(([lockFile]) => has(lockFile))?.[1];
}

/** The command that most likely proves the work, from the names of files at the repository's top. */
export function proposeVerify(
  has: (name: string) => boolean,
  packageScripts: Readonly<Record<string, unknown>>,
): string | undefined {
  const script = packageScripts['test'];
  const isReal = typeof script === 'string' && !script.includes('no test specified');
  if (isReal) {
    if (has('pnpm-lock.yaml')) return 'pnpm test';
    if (has('yarn.lock')) return 'yarn test';
    return 'npm test';
  }
  if (has('Cargo.toml')) return 'cargo test';
  if (has('go.mod')) return 'go test ./...';
  if (has('pytest.ini') || has('tox.ini') || has('conftest.py')) return 'python3 -m pytest';
  return undefined;
}
