import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type Place, planInstallation, planRemoval } from '../../../src/adapters/install/plan.ts';
import type { Action, Mode } from '../../../src/domain/set-up/install-plan.ts';

/** What ships in these tests: few files, so that a crash can be tried at every step. */
export const SHIPPED = {
  'agents/one-agent.md': 'one\n',
  'commands/two.md': 'two\n',
  'skills/three/SKILL.md': 'three\n',
  'skills/three/more/table.md': 'a table\n',
} as const;

/** Every target of what ships, below the household's home. */
export const TARGETS = [
  '.claude/agents/one-agent.md',
  '.claude/skills/three',
  '.claude/commands/two.md',
  '.codex/skills/three',
];

/** A crash at every step is thousands of small writes: in memory where the system has a folder for that. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : undefined;

/** A ship and an empty home in a folder that is thrown away. */
export interface Household extends Place, Disposable {
  readonly root: string;
  readonly home: string;
  install(mode?: Mode, place?: Partial<Place>): readonly Action[];
  uninstall(): readonly Action[];
  /** Path → what is there, of everything in the home. */
  tree(): Readonly<Record<string, string>>;
}

export function openHousehold(): Household {
  const root = mkdtempSync(join(MEMORY ?? tmpdir(), 'samocode-install-'));
  const [ship, home] = [join(root, 'ship'), join(root, 'home')];
  mkdirSync(home);
  for (const [name, text] of Object.entries(SHIPPED)) write(join(ship, name), text);
  const homes = {
    claude: join(home, '.claude'),
    codex: join(home, '.codex'),
    manifest: join(home, '.local/state/samocode/installed.json'),
  };
  const place = { ship, homes };
  return {
    ...place,
    root,
    home,
    install: (mode = 'link', other = {}) => done(planInstallation({ ...place, ...other }, mode)),
    uninstall: () => done(planRemoval(place)),
    tree: () => treeOf(home),
    [Symbol.dispose]: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function done(installation: ReturnType<typeof planRemoval>): readonly Action[] {
  installation.apply();
  return installation.actions;
}

export function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Everything below a folder: a file's text, `→` and where a link leads, `/` for a folder. */
export function treeOf(folder: string): Readonly<Record<string, string>> {
  const tree: Record<string, string> = {};
  const walk = (path: string): void => {
    for (const name of readdirSync(path).sort()) {
      const one = join(path, name);
      const stat = lstatSync(one);
      tree[relative(folder, one)] = stat.isSymbolicLink()
        ? `→ ${readlinkSync(one)}`
        : stat.isDirectory()
          ? '/'
          : readFileSync(one, 'utf8');
      if (stat.isDirectory()) walk(one);
    }
  };
  walk(folder);
  return tree;
}
