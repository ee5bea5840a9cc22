import { expect, test } from 'vitest';
import { fleetScene } from '../support/fleet/machines.ts';

const COMMANDS = [['fleet', 'machines'], ['queue'], ['work', '--until-empty']] as const;

test('a fleet of an older samocode asks for fleet init, which keeps what is in line', async () => {
  const scene = await fleetScene();
  const { exec } = scene.machine('a');
  await scene.submit('login');
  await scene.sql('drop table samocode.schema_version');
  await scene.sql('alter table samocode.act drop column exit_code');
  for (const command of COMMANDS) {
    const { code, stderr } = await exec(...command);
    expect(code).toBe(2);
    expect(stderr).toMatch(/of an older samocode .*\n.*samocode fleet init/);
  }
  const before = await exec('fleet', 'doctor');
  expect(before.code).toBe(2);
  expect(before.stdout).toMatch(/BAD .*of an older samocode/);
  expect(await exec('fleet', 'init', '--take-over-after', '10s')).toMatchObject({ code: 0 });
  expect((await exec('fleet', 'doctor')).stdout).toContain('1 session in line');
  expect(await scene.sql('select exit_code from samocode.act')).toEqual([]);
});

test('a fleet of a newer samocode is neither used nor changed', async () => {
  const scene = await fleetScene();
  const { exec } = scene.machine('a');
  await scene.sql('update samocode.schema_version set version = 999');
  for (const command of [...COMMANDS, ['fleet', 'init']]) {
    const { code, stderr } = await exec(...command);
    expect(code).toBe(2);
    expect(stderr).toMatch(/of a newer samocode .*\n.*install the samocode that/);
  }
  const byHand = ['run', '--config', scene.config, '--session', 'login', '--task', 'Do it'];
  expect(await exec(...byHand)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/of a newer samocode/) as string,
  });
  const { code, stdout } = await exec('fleet', 'doctor');
  expect(code).toBe(2);
  expect(stdout).toMatch(/BAD .*of a newer samocode/);
});
