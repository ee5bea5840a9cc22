import type { ProviderName } from '../provider-name.ts';

/** A variable that names a folder for temporary files. */
export type TempVariable = 'CLAUDE_CODE_TMPDIR' | 'TMPDIR' | 'TMP' | 'TEMP';

/** A folder for temporary files, and the variable that decides where it is. */
export interface TempFolder {
  readonly key: TempVariable;
  readonly path: string;
  /** The CLI creates it if it is missing. */
  readonly isMade: boolean;
}

/** The variables that a CLI reads for its own temporary files, in its order (2.1.332, 0.171.0). */
const OWN_VARIABLES = {
  claude: ['CLAUDE_CODE_TMPDIR', 'TMPDIR', 'TMP', 'TEMP'],
  codex: ['TMPDIR'],
} as const satisfies Record<ProviderName, readonly TempVariable[]>;

/** Where the programs that a child starts put their temporary files. */
export function tempFolderOf(environment: Readonly<Record<string, string>>): string {
  const named = environment['TMPDIR'] ?? '';
  return named === '' ? '/tmp' : named;
}

/** The folder of the CLI's own temporary files, and the one of its tools where that is another. */
export function tempFolders(
  provider: ProviderName,
  environment: Readonly<Record<string, string>>,
): readonly TempFolder[] {
  const variables: readonly TempVariable[] = OWN_VARIABLES[provider];
  const key = variables.find((name) => (environment[name] ?? '') !== '') ?? 'TMPDIR';
  const tools = { key: 'TMPDIR', path: tempFolderOf(environment), isMade: false } as const;
  const path = key === 'TMPDIR' ? tools.path : (environment[key] ?? '');
  // Claude Code creates its folder, Codex and the tools do not.
  const own = { key, path, isMade: provider === 'claude' };
  return own.path === tools.path ? [own] : [own, tools];
}
