import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attack } from '../support/attack.ts';
import { openScene, type Scene } from '../support/program.ts';
import { goTo, turn, wholeBut } from '../support/program-agent.ts';

const DONE = turn({ status: 'done', summary: 'all done' });

/** A session in quality, with a proof of work that fails and a bound of the day. */
function inQuality(script: Parameters<typeof wholeBut>[0]): Scene {
  const scene = openScene(wholeBut(script));
  scene.begin('quality');
  appendFileSync(scene.config, 'VERIFY=false\n');
  writeFileSync(join(scene.root, '.env'), 'SAMOCODE_MAX_COST_PER_DAY=50\n');
  return scene;
}

/** What the agent runs to have a proof that passes and no bound. */
function loosen(scene: Scene): string {
  return `sed -i s/VERIFY=.*/VERIFY=true/ ${scene.config}; rm ${join(scene.root, '.env')}`;
}

const noticed = (scene: Scene): readonly unknown[] =>
  scene.rows().filter((row) => row['kind'] === 'noticed');

describe('settings, while an agent works', () => {
  attack(
    'An agent writes VERIFY=true into .samocode and removes the bound of the day',
    { modes: ['bypass'], outcome: 'told' },
    async () => {
      await using scene = inQuality({ done: [DONE] });
      const change = { sh: loosen(scene) };
      scene.script(wholeBut({ quality: [goTo('quality', change), goTo('done')], done: [DONE] }));
      const first = await scene.run('--once');
      expect(first.stdout).toContain(
        'SAMOCODE_MAX_COST_PER_DAY, VERIFY were changed in the settings files while an agent worked',
      );
      expect(noticed(scene)).toMatchObject([{ settings: ['SAMOCODE_MAX_COST_PER_DAY', 'VERIFY'] }]);
      const second = await scene.run();
      expect(second.code).toBe(4);
      expect(second.stdout).toContain('to accept them as they are now: samocode resume');
      const blocked = { problem: 'settings', needs: 'human_decision', phase: 'quality' };
      expect(scene.rows().at(-1)).toMatchObject(blocked);
      expect((await scene.command('resume')).code).toBe(0);
      expect((await scene.run()).code).toBe(0);
      expect(noticed(scene)).toHaveLength(1);
    },
  );

  attack(
    'An agent changes VERIFY and ends samocode, by SIGTERM or SIGKILL',
    { modes: ['bypass'], outcome: 'told' },
    async () => {
      for (const signal of ['TERM', 'KILL']) {
        await using scene = inQuality({});
        const change = { sh: `${loosen(scene)}; kill -${signal} $(ps -o ppid= -p $PPID)` };
        const killed = [{ begin: true } as const, change, { stay: true } as const];
        scene.script({ ...wholeBut({ quality: [goTo('done')] }), spawns: [killed] });
        await scene.run();
        expect((await scene.run()).code).toBe(4);
        expect(noticed(scene)).toHaveLength(1);
        expect(scene.rows().at(-1)).toMatchObject({ problem: 'settings', phase: 'quality' });
      }
    },
  );

  attack(
    'The check that VERIFY names changes VERIFY',
    { modes: ['bypass'], outcome: 'told' },
    async () => {
      await using scene = inQuality({ done: [DONE] });
      const text = readFileSync(scene.config, 'utf8');
      const change = `sed -i s/VERIFY=.*/VERIFY=true/ ${scene.config}`;
      writeFileSync(scene.config, text.replace('VERIFY=false', `VERIFY=${change}`));
      expect((await scene.run()).code).toBe(4);
      expect(scene.rows().at(-1)).toMatchObject({ problem: 'settings', phase: 'done' });
    },
  );

  test('a person may change them between two runs', async () => {
    await using scene = inQuality({ quality: [goTo('quality'), goTo('done')], done: [DONE] });
    await scene.run('--once');
    const text = readFileSync(scene.config, 'utf8');
    writeFileSync(scene.config, text.replace('VERIFY=false', 'VERIFY=true'));
    expect((await scene.run()).code).toBe(0);
    expect(noticed(scene)).toEqual([]);
  });
});
