import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Item } from '../../domain/set-up/install-plan.ts';

/** Where the CLIs look for agents, skills and commands. */
export interface Homes {
  /** `$CLAUDE_CONFIG_DIR`, or `~/.claude`. */
  readonly claude: string;
  /** `$CODEX_HOME`, or `~/.codex`. */
  readonly codex: string;
  /** The file that records the placed entries. */
  readonly manifest: string;
}

/** What ships, and where it would go; agents and commands only where the CLI knows such files. */
export function shippedItems(ship: string, homes: Homes): readonly Item[] {
  return targetFolders(homes).flatMap(({ kind, folder }) =>
    entriesOf(join(ship, kind))
      .filter((name) => isShipped(ship, kind, name))
      .map((name) => ({ source: join(ship, kind, name), target: join(folder, name) })),
  );
}

/** The folders that items go into, with the name of each in the ship. */
export function targetFolders(
  homes: Homes,
): readonly { readonly kind: string; readonly folder: string }[] {
  return [
    { kind: 'agents', folder: join(homes.claude, 'agents') },
    { kind: 'skills', folder: join(homes.claude, 'skills') },
    { kind: 'commands', folder: join(homes.claude, 'commands') },
    // Each skill separately: codex writes its own skills to the same folder.
    { kind: 'skills', folder: join(homes.codex, 'skills') },
  ];
}

/** Leaves out temporary files of editors and file managers in a checkout. */
function isShipped(ship: string, kind: string, name: string): boolean {
  if (kind === 'skills') return existsSync(join(ship, kind, name, 'SKILL.md'));
  return name.endsWith('.md') && !name.startsWith('.');
}

/** The names in a folder, in order; none where there is no such folder. */
export function entriesOf(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
