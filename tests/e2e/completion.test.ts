import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attack } from '../support/attack.ts';
import { openScene, overviewOf, program, type Scene } from '../support/program.ts';

/** Presses the Tab key at the end of a command line in bash; returns what is offered. */
async function completionsOf(scene: Scene): Promise<(...words: readonly string[]) => string> {
  const script = (await scene.exec(['completion', 'bash'])).stdout;
  return (...words) => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const ask = [
      `samocode() { node '${program()}' "$@"; }`,
      script,
      `COMP_WORDS=(samocode ${list}); COMP_CWORD=${words.length}; _samocode; echo "\${COMPREPLY[*]}"`,
    ].join('\n');
    const { root: cwd, env } = scene;
    return execFileSync('bash', ['-c', ask], { cwd, env, encoding: 'utf8' }).trim();
  };
}

function makeSession(scene: Scene, folder: string): void {
  mkdirSync(join(scene.sessions, folder), { recursive: true });
  writeFileSync(join(scene.sessions, folder, '_overview.md'), overviewOf('planning'));
}

describe('samocode completion', () => {
  test('bash completes commands, flags, and the sessions of the project', async () => {
    await using scene = openScene();
    for (const name of ['26-01-01-it', '26-01-01-more']) makeSession(scene, name);
    const complete = await completionsOf(scene);
    expect(complete('app')).toBe('approve');
    expect(complete('approve', '--no')).toBe('--note');
    expect(complete('--max-i')).toBe('--max-iterations');
    expect(complete('status', '--session', '')).toBe('it more');
    expect(complete('status', '--session', 'm')).toBe('more');
    expect(complete('--provider', 'co')).toBe('codex');
    expect(complete('--task-file', '')).toBe('');
  });

  attack(
    'A folder in SESSIONS has a shell command as its name, and a shell completes it',
    { modes: ['bypass'], outcome: 'no effect' },
    async () => {
      await using scene = openScene();
      for (const name of ['26-01-01-it', '26-01-01-x$(touch${IFS}hit)']) makeSession(scene, name);
      const complete = await completionsOf(scene);
      expect(complete('status', '--session', '')).toBe('it');
      expect(existsSync(join(scene.root, 'hit'))).toBe(false);
    },
  );

  test('another shell is refused, with the ones there are', async () => {
    await using scene = openScene();
    expect((await scene.exec(['completion', 'zsh'])).stdout).toMatch(/^#compdef samocode/);
    expect((await scene.exec(['completion', 'fish'])).stdout).toContain('-a approve');
    const said = await scene.exec(['completion', 'tcsh']);
    expect(said.code).toBe(2);
    expect(said.stderr).toContain('bash, zsh, fish');
  });
});
