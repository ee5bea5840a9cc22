import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, openScene, type Scene } from '../support/program.ts';
import { goTo, turn, wholeBut } from '../support/program-agent.ts';

/** Three iterations: init, and two in investigation, blocked at last. */
const THREE = wholeBut({
  investigation: [goTo('investigation'), turn({ status: 'blocked', reason: 'enough' })],
});

/** The session's logs, made this many days old. */
function age(scene: Scene, days: number): void {
  const logs = join(scene.folder(), '_logs');
  const then = new Date(Date.now() - days * 86_400_000);
  for (const name of readdirSync(logs)) utimesSync(join(logs, name), then, then);
}

const logs = (scene: Scene): readonly string[] => readdirSync(join(scene.folder(), '_logs'));

describe('samocode clean', () => {
  test('removes the checkpoints of a session that has been done for 30 days, and of no other', async () => {
    await using scene = openScene({
      phases: { done: [turn({ status: 'done', summary: 'all done' }, { work: ['a', '1'] })] },
    });
    scene.begin('done');
    expect((await scene.run()).code).toBe(0);
    const refs = (): string =>
      git(scene.repo, 'for-each-ref', '--format=%(refname)', 'refs/samocode');
    const kept = refs();
    expect(kept.split('\n')).toHaveLength(2);
    expect((await scene.command('clean')).stdout).toContain('nothing to clean');
    expect(refs()).toBe(kept);
    const history = join(scene.folder(), '_signal_history.jsonl');
    const then = new Date(Date.now() - 31 * 86_400_000);
    utimesSync(history, then, then);
    expect((await scene.command('clean', '--dry-run')).stdout).toMatch(
      /would remove .* 2 checkpoints/,
    );
    expect(refs()).toBe(kept);
    expect((await scene.command('clean')).stdout).toMatch(/removed .* 2 checkpoints/);
    expect(refs()).toBe('');
  });

  test('compresses old logs, keeps the newest iteration, and logs still reads all', async () => {
    await using scene = openScene(THREE);
    expect((await scene.run()).code).toBe(4);
    age(scene, 8);
    const before = await scene.command('logs', '--all', '--raw');
    const history = readFileSync(join(scene.folder(), '_signal_history.jsonl'), 'utf8');

    const dry = await scene.command('clean', '--dry-run');
    expect(dry.stdout).toMatch(/would compress 4 files/);
    expect(logs(scene).some((name) => name.endsWith('.gz'))).toBe(false);

    expect((await scene.command('clean')).code).toBe(0);
    const packed = logs(scene).filter((name) => name.endsWith('.gz'));
    expect(packed).toHaveLength(4);
    expect(packed.some((name) => name.includes('-003-'))).toBe(false);
    expect((await scene.command('logs', '--all', '--raw')).stdout).toBe(before.stdout);
    expect(readFileSync(join(scene.folder(), '_signal_history.jsonl'), 'utf8')).toBe(history);
    expect((await scene.command('clean')).stdout).toContain('nothing to clean');
  });

  test('removes only what it was asked to', async () => {
    await using scene = openScene(THREE);
    await scene.run();
    age(scene, 8);
    const said = await scene.exec([
      'clean',
      '--config',
      scene.config,
      '--remove-after',
      '5d',
      '--json',
    ]);
    expect(JSON.parse(said.stdout)).toMatchObject({ v: 1, session: 'it', isHeld: false });
    expect(logs(scene).every((name) => name.includes('-003-'))).toBe(true);
    expect((await scene.status())['iteration']).toBe(3);
  });

  test.each([
    ['--pack-after', 'soon'],
    ['--remove-after', '5'],
    ['--max-size', 'much'],
  ])('%s %s is refused', async (flag, value) => {
    await using scene = openScene(THREE);
    const said = await scene.exec(['clean', '--config', scene.config, flag, value]);
    expect(said.code).toBe(2);
    expect(said.stderr).toContain(flag);
  });
});
