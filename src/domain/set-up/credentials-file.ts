/** The sandbox for agents, and the package caches that they may write in it. */
export interface SandboxChoice {
  /** Undefined: not decided. */
  readonly sandbox: 'bwrap' | 'none' | undefined;
  /** As they are written into the file, `~/…`. */
  readonly caches: readonly string[];
}

/** Caches of package managers, below the home. */
export const PACKAGE_CACHES = [
  ...['.npm', '.cache/yarn', '.cache/pnpm', '.local/share/pnpm', '.bun/install/cache'],
  ...['.cache/pip', '.cache/uv', '.cargo/registry', '.cargo/git', '.cache/go-build', 'go/pkg'],
  ...['.gradle', '.m2/repository', '.cache/composer', '.nuget/packages'],
] as const;

/** The text of a new `.samocode.env`. */
export function credentialsText({ sandbox, caches }: SandboxChoice): string {
  const mark = sandbox === 'bwrap' ? '' : '# ';
  const chosen = sandbox === 'none' ? 'none' : 'bwrap';
  return `# Settings of samocode for this user: credentials, programs, Telegram. Keep this file out of git.
# While it exists, samocode does not read the .env next to it.
# ANTHROPIC_API_KEY=
# CLAUDE_CODE_OAUTH_TOKEN=
# CODEX_API_KEY=
# TELEGRAM_BOT_TOKEN=
# TELEGRAM_CHAT_ID=

# bwrap: agents and VERIFY can write their worktree, their session and these folders only (docs/security.md).
${sandbox === undefined ? '# ' : ''}SAMOCODE_SANDBOX=${chosen}
${mark}SAMOCODE_SANDBOX_WRITE=${caches.length === 0 ? '~/.npm' : caches.join(':')}
`;
}
