import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fleetScene } from '../support/fleet/machines.ts';
import { git } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

const OLD_S = Date.now() / 1000 - 40 * 86_400;
const SESSIONS = ['s1', 's2', 's3'];

test('clean removes the states of all sessions that are done for long, except of one that another machine has', async () => {
  const scene = await fleetScene();
  const machine = scene.machine('b');
  const { config, remote } = scene;
  const done = turn({ status: 'done', summary: 'all done' });
  scene.script({ phases: { done: [done, done, done] } });
  for (const session of SESSIONS) {
    machine.begin(session, 'done');
    await machine.exec('queue', 'add', session, '--config', config);
  }
  expect(await machine.work('--until-empty').ended).toBe(0);
  expect(states()).toHaveLength(3);
  const folders = readdirSync(machine.sessions).toSorted();
  for (const folder of folders) {
    utimesSync(join(machine.sessions, folder, '_signal_history.jsonl'), OLD_S, OLD_S);
  }
  const [first = ''] = states();
  git(remote, 'update-ref', first, git(remote, 'rev-parse', 'trunk'));
  const { stdout } = await machine.exec('clean', '--config', config);
  expect(stdout).toContain(
    `s1: its state in the git remote (${first}) stays: it is none that this machine pushed last`,
  );
  for (const session of ['s2', 's3']) {
    expect(stdout).toContain(`${session}: removed its state in the git remote`);
  }
  expect(states()).toEqual([first]);

  function states(): readonly string[] {
    const refs = git(remote, 'for-each-ref', '--format=%(refname)', 'refs/samocode/state');
    return refs.split('\n').filter((ref) => ref !== '');
  }
}, 90_000);
