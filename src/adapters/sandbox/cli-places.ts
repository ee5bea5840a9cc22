import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderName } from '../../domain/agent.ts';

/** The configuration folder of a CLI: it writes there, and what runs outside of the sandbox is only read. */
export interface CliPlaces {
  readonly writable: readonly string[];
  /** Settings, hooks and extensions, which a person's own session of the CLI would run later. */
  readonly readOnly: readonly string[];
  /** The login that it keeps itself. */
  readonly login: string;
  /** A line for each setting that was not there, and is now: bubblewrap can only cover what is there. */
  readonly madeSince: () => readonly string[];
}

/** Of Claude Code 2.1.332 and Codex 0.171.0. */
const EXTENSIONS: Readonly<Record<ProviderName, readonly string[]>> = {
  claude: [
    // Names MCP servers, which are programs. Claude goes on where it cannot write it.
    '.claude.json',
    'settings.json',
    'settings.local.json',
    'CLAUDE.md',
    'agents',
    'commands',
    'hooks',
    'keybindings.json',
    'output-styles',
    'plugins',
    'rules',
    'skills',
    'workflows',
  ],
  codex: [
    'config.toml',
    'AGENTS.md',
    'AGENTS.override.md',
    'hooks',
    'hooks.json',
    'plugins',
    'prompts',
    'rules',
    'skills',
  ],
};
/** The CLIs themselves make none of these unasked. */
const NEVER_MADE: Readonly<Record<ProviderName, readonly string[]>> = {
  claude: ['settings.json', 'settings.local.json', 'CLAUDE.md', 'agents', 'commands', 'hooks'],
  codex: ['config.toml', 'AGENTS.md', 'AGENTS.override.md', 'hooks', 'hooks.json', 'prompts'],
};
const LOGIN: Readonly<Record<ProviderName, string>> = {
  claude: '.credentials.json',
  codex: 'auth.json',
};

/** Where a CLI with this configuration folder writes. Makes the folder: nothing could make it later. */
export function cliPlaces(provider: ProviderName, folder: string): CliPlaces {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const absent = NEVER_MADE[provider].map((name) => join(folder, name)).filter(isAbsent);
  return {
    writable: [folder],
    madeSince: () =>
      absent
        .filter((path) => !isAbsent(path))
        .map(
          (path) => `the agent made ${path}, which ${provider} obeys outside of the sandbox, too`,
        ),
    readOnly: EXTENSIONS[provider].map((name) => join(folder, name)),
    login: join(folder, LOGIN[provider]),
  };
}

function isAbsent(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined;
}
