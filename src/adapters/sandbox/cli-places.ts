import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import { makeFolder } from '../disk/make-folder.ts';

/** A CLI's configuration folder: writable, except for settings that also apply outside the sandbox. */
export interface CliPlaces {
  readonly writable: readonly string[];
  /** Settings, hooks and extensions, which a person's own session of the CLI would run later. */
  readonly readOnly: readonly string[];
  /** The login file, which the CLI updates itself. */
  readonly login: string;
  /**
   * A line for each setting that was created or replaced since. bubblewrap covers only existing paths
   * that are not links, and a file loses its cover when a program outside the sandbox replaces it.
   */
  readonly changedSince: () => readonly string[];
}

/** The settings of Claude Code 2.1.332 and Codex 0.171.0. */
const EXTENSIONS: Readonly<Record<ProviderName, readonly string[]>> = {
  claude: [
    // Names MCP servers, which are programs. Claude continues if it cannot write the file.
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
/** The CLIs create none of these unless asked. */
const NEVER_MADE: Readonly<Record<ProviderName, readonly string[]>> = {
  claude: ['settings.json', 'settings.local.json', 'CLAUDE.md', 'agents', 'commands', 'hooks'],
  codex: ['config.toml', 'AGENTS.md', 'AGENTS.override.md', 'hooks', 'hooks.json', 'prompts'],
};
const LOGIN: Readonly<Record<ProviderName, string>> = {
  claude: '.credentials.json',
  codex: 'auth.json',
};

/** The paths that a CLI with this configuration folder writes. Creates the folder: the sandboxed CLI could not. */
export function cliPlaces(provider: ProviderName, folder: string): CliPlaces {
  makeFolder(folder);
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
    login: loginFile(provider, folder),
  };
}

/** Identifies the entry at a setting's path, not its content: only a person can change that while it is covered. */
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

/** The file in which a CLI with this configuration folder keeps its login. */
export function loginFile(provider: ProviderName, folder: string): string {
  return join(folder, LOGIN[provider]);
}
