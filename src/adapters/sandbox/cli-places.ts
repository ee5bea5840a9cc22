import { lstatSync, mkdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderName } from '../../domain/provider/agent.ts';

/** The configuration folder of a CLI: it writes there, and what runs outside of the sandbox is only read. */
export interface CliPlaces {
  readonly writable: readonly string[];
  /** Settings, hooks and extensions, which a person's own session of the CLI would run later. */
  readonly readOnly: readonly string[];
  /** The login that it keeps itself. */
  readonly login: string;
  /**
   * A line for each setting that was made or replaced since. bubblewrap covers only what is there and no
   * link, and a file is covered no more once a program outside of the sandbox has replaced it.
   */
  readonly changedSince: () => readonly string[];
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
  const before = EXTENSIONS[provider].map((name) => lookAt(folder, name));
  return {
    writable: [folder],
    changedSince: () =>
      before.flatMap((was) => {
        const change = changeOf(provider, was, lookAt(folder, was.name));
        const path = join(folder, was.name);
        return change === undefined
          ? []
          : [`${change} ${path}, which ${provider} obeys outside of the sandbox, too`];
      }),
    readOnly: EXTENSIONS[provider].map((name) => join(folder, name)),
    login: join(folder, LOGIN[provider]),
  };
}

/** What is at the path of a setting; not its content, which only a person can change while it is covered. */
interface Setting {
  readonly name: string;
  readonly kind: 'absent' | 'link' | 'own';
  readonly identity: string;
}

function lookAt(folder: string, name: string): Setting {
  const path = join(folder, name);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { name, kind: 'absent', identity: '' };
  if (stat.isSymbolicLink()) return { name, kind: 'link', identity: readlinkSync(path) };
  return { name, kind: 'own', identity: `${stat.dev}:${stat.ino}` };
}

function changeOf(provider: ProviderName, was: Setting, is: Setting): string | undefined {
  if (was.kind === is.kind && was.identity === is.identity) return undefined;
  const isMadeByCli = !NEVER_MADE[provider].includes(was.name);
  if (was.kind !== 'link' && is.kind !== 'link' && isMadeByCli) return undefined;
  return was.kind === 'absent' ? 'the agent made' : 'the agent or your own session replaced';
}
