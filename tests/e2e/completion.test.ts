import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attack } from '../support/attack.ts';
import { openScene, overviewOf, program, type Scene } from '../support/program.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** Completes the last word of a line; returns what the shell offers, or for zsh what it made of the line. */
type Complete = (line: string) => string;

const ZSH_COMPLETES = resolve(import.meta.dirname, '../fixtures/bin/zsh-completes.zsh');
const LIMIT_MS = 60_000;

function run(scene: Scene, file: string, args: readonly string[]): string {
  const env = { ...scene.env, TERM: 'dumb', LANG: 'C.UTF-8' };
  try {
    const how = { cwd: scene.root, env, encoding: 'utf8', timeout: LIMIT_MS } as const;
    return execFileSync(file, args, how).trim();
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw missing ? new Error(`${file} is missing: apt-get install ${file}`) : error;
  }
}

/** What each shell makes of a line, by its own completion with the printed script. */
const COMPLETERS: Readonly<Record<Shell, (scene: Scene, script: string) => Complete>> = {
  bash: (scene, script) => {
    const read = `samocode() { node '${program()}' "$@"; }\n${script}`;
    return (line) => {
      // As readline splits a line: at blanks outside of quotes, and around each "=".
      const words: string[] = [...(line.match(/=|(?:\\.|'[^']*'|[^\s=\\])+/g) ?? [])];
      if (line.endsWith(' ')) words.push('');
      const list = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
      const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _samocode; echo "\${COMPREPLY[*]}"`;
      return run(scene, 'bash', ['-c', `${read}\n${ask}`]);
    };
  },
  zsh: (scene, script) => {
    const setUp = join(scene.root, 'set-up.zsh');
    const calls = `print -r -- "CALLED:\${(j: :)@}:END"`;
    writeFileSync(
      setUp,
      `samocode() { if [[ $1 == completion ]]; then node '${program()}' "$@"; else ${calls}; fi }
autoload -U compinit && compinit -u -D
${script}
unsetopt zle_bracketed_paste 2>/dev/null; unset zle_bracketed_paste
print REA""DY
`,
    );
    return (line) => run(scene, 'zsh', ['-f', ZSH_COMPLETES, setUp, line]);
  },
  fish: (scene, script) => {
    const read = `function samocode; node '${program()}' $argv; end\n${script}`;
    return (line) =>
      run(scene, 'fish', ['--no-config', '-c', `${read}\ncomplete -C "$argv[1]"`, line])
        .split('\n')
        .map((candidate) => candidate.split('\t')[0])
        .join(' ');
  },
};

async function completer(scene: Scene, shell: Shell): Promise<Complete> {
  return COMPLETERS[shell](scene, (await scene.exec(['completion', shell])).stdout);
}

function makeSession(sessions: string, folder: string): void {
  mkdirSync(join(sessions, folder), { recursive: true });
  writeFileSync(join(sessions, folder, '_overview.md'), overviewOf('planning'));
}

/** A second project, whose folder has a name that a shell would evaluate. */
function otherProject(scene: Scene): string {
  const folder = join(scene.root, 'my $(touch hit) dir');
  mkdirSync(folder);
  makeSession(join(folder, 'sessions'), '26-01-01-other');
  writeFileSync(join(folder, '.samocode'), 'MAIN_REPO=../repo\nSESSIONS=sessions\n');
  return String.raw`my\ \$\(touch\ hit\)\ dir/.samocode`;
}

/** Lines whose last word has one completion, and that word. */
const UNIQUE = [
  ['samocode app', 'approve'],
  ['samocode approve --no', '--note'],
  ['samocode --max-i', '--max-iterations'],
  ['samocode status --session mo', 'more'],
  ['samocode status mo', 'more'],
  ['samocode queue remove mo', 'more'],
  ['samocode status --json --session mo', 'more'],
  ['samocode --provider co', 'codex'],
  ['samocode resume --phase qua', 'quality'],
  ['samocode cost --by mod', 'model'],
] as const;

/** A normal user cannot install what is missing; as root it is a failure. */
const isHere = (shell: Shell): boolean =>
  process.getuid?.() === 0 || spawnSync(shell, ['--version']).error === undefined;

const HERE = SHELLS.filter(isHere);
const MISSING = SHELLS.filter((shell) => !HERE.includes(shell));

describe.runIf(MISSING.length > 0)('the shells of this machine', () => {
  test.skip(`SKIPPED, not installed: ${MISSING.join(', ')}`);
});

describe.each(HERE)('samocode completion %s', (shell) => {
  test('completes commands, flags, their values and the sessions of the project', async () => {
    await using scene = openScene();
    for (const name of ['26-01-01-it', '26-01-01-more']) makeSession(scene.sessions, name);
    const complete = await completer(scene, shell);
    const lastWords = UNIQUE.map(([line]) => complete(line).split(' ').at(-1));
    expect(lastWords).toEqual(UNIQUE.map(([, word]) => word));
  });

  test('takes the sessions of the project that --config names, quoted as it is', async () => {
    await using scene = openScene();
    makeSession(scene.sessions, '26-01-01-it');
    const config = otherProject(scene);
    const complete = await completer(scene, shell);
    expect(complete(`samocode status --config ${config} --session o`)).toMatch(/other$/);
    expect(complete(`samocode status --config ${config} o`)).toMatch(/other$/);
    expect(complete(`samocode status --config=${config} --session=o`)).toMatch(/other$/);
    expect(existsSync(join(scene.root, 'hit'))).toBe(false);
  });

  test('is quiet outside of a project and with a broken one', async () => {
    await using scene = openScene();
    const complete = await completer(scene, shell);
    renameSync(scene.config, join(scene.root, 'away'));
    expect(complete('samocode status --session x')).not.toMatch(/samocode:|error/i);
  });
});

attack(
  'A folder in SESSIONS has a shell command, quotes or blanks as its name, and a shell completes it',
  { modes: ['bypass'], outcome: 'no effect' },
  async () => {
    await using scene = openScene();
    const hostile = ['x$(touch${IFS}hit)', 'x`touch hit`', "x'; touch hit; '", 'x two words', 'x*'];
    for (const name of ['it', ...hostile]) makeSession(scene.sessions, `26-01-01-${name}`);
    for (const shell of SHELLS) {
      const complete = await completer(scene, shell);
      expect(complete('samocode status --session i'), shell).toMatch(/it$/);
      expect(complete('samocode status --session x'), shell).not.toMatch(/touch|two|\*/);
    }
    expect(existsSync(join(scene.root, 'hit'))).toBe(false);
  },
);

test('another shell is refused, with the ones there are', async () => {
  await using scene = openScene();
  const said = await scene.exec(['completion', 'tcsh']);
  expect(said.code).toBe(2);
  expect(said.stderr).toContain('bash, zsh, fish');
});
