import { expect, test } from 'vitest';
import { act, begun, isHere, sees, statuses } from '../support/fleet/gates.ts';
import { fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';
import { WHOLE, wholeBut } from '../support/program-agent.ts';

test('a person gives answers and approval on a machine that has no files of the session', async () => {
  const { scene, a, b } = await begun();
  await sees(scene, b, 'your answers');
  const status = await act(scene, b, 'status');
  expect(status.stdout).toMatch(/machine +a has it \(seen .* ago\)/);
  expect(status.stdout).toContain('waits for your answers');
  const why = await act(scene, b, 'why');
  expect(why.stdout).toContain(
    `samocode answer --config ${scene.config} --session it --accept-suggestions`,
  );
  const answered = await act(scene, b, 'answer', '--accept-suggestions');
  expect(answered).toMatchObject({ code: 0, stderr: '' });
  expect(answered.stdout).toContain('it on a: ');
  await sees(scene, b, 'your approval');
  expect((await act(scene, b, 'approve')).stderr).toContain('--session it --yes');
  expect(statuses(a)).not.toContain('approved');
  // Twice at once: one of them is too late.
  const approvals = await Promise.all([
    act(scene, b, 'approve', '--yes', '--note', 'go'),
    act(scene, scene.machine('c'), 'approve', '--yes'),
  ]);
  expect(approvals.map(({ code }) => code).sort()).toEqual([0, 2]);
  await until(() => statuses(a).includes('done'), 'the end of the session', PATIENCE_MS);
  expect(statuses(a).filter((one) => one === 'approved')).toHaveLength(1);
  expect(a.rows('it').find(({ status: one }) => one === 'answered')).toMatchObject({
    source: expect.stringMatching(/^fleet:/) as string,
  });
  expect(isHere(b)).toBe(false);
});

test('acts on a session at work go into its inbox, or are refused; a plan that has changed is not approved', async () => {
  const asks = WHOLE.phases?.requirements ?? [];
  const { scene, a, b } = await begun(
    wholeBut({
      requirements: [[{ touch: 'working' }, { wait: 'go' }, ...(asks[0] ?? [])], ...asks.slice(1)],
    }),
  );
  await sees(scene, b, 'a works on it');
  await until(() => scene.spawns().length === 3, 'the agent', PATIENCE_MS);
  expect((await act(scene, b, 'note', 'use the table')).stdout).toContain(
    'the next agent gets the note when the iteration in progress is over',
  );
  expect(await act(scene, b, 'resume')).toMatchObject({
    code: 6,
    stderr: expect.stringContaining('an agent is at work in this session') as string,
  });
  // Nobody can have seen what is asked next.
  for (const words of [
    ['answer', '--accept-suggestions'],
    ['approve', '--yes'],
  ]) {
    const early = await act(scene, b, ...words);
    expect(early).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('as far as') as string,
    });
  }
  scene.touch('go');
  await sees(scene, b, 'your answers');
  expect(statuses(a)).toContain('noted');
  // Its run tells nothing more; the person saw other questions.
  await sees(scene, b, 'a has it');
  await scene.sql("update samocode.session set asks = 'other'");
  const stale = await act(scene, b, 'answer', '--set', '1=b');
  expect(stale.stderr).toContain('the questions have changed since; nothing was done');
  expect(statuses(a)).not.toContain('answered');
});

test('a session whose files are here is acted on here, whatever the fleet knows or says', async () => {
  const scene = await fleetScene();
  const a = scene.machine('a');
  a.begin('it', 'planning');
  await scene.sql(`insert into samocode.session (config, session, folder, home, state)
    values ('${scene.config}', 'it', 'it', 'b', 'done')`);
  expect((await act(scene, a, 'status')).stdout).not.toContain('machine');
  await scene.sql(`update samocode.session set state = 'waiting', folder = 'another'`);
  expect((await act(scene, a, 'pause')).code).toBe(0);
  expect(statuses(a)).toEqual(['paused']);
  await scene.sql('update samocode.schema_version set version = 0');
  const note = await act(scene, a, 'note', 'use the table');
  expect(note).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('the fleet was not asked for it: the tables') as string,
  });
  expect(statuses(a)).toEqual(['paused', 'noted']);
  const away = await act(scene, scene.machine('b'), 'status');
  expect(away).toMatchObject({ code: 2, stderr: expect.stringContaining('fleet init') as string });
});

test('report writes no file about a session of another machine', async () => {
  const scene = await fleetScene();
  await scene.sql(`insert into samocode.session (config, session, home)
    values ('${scene.config}', 'it', 'b')`);
  const report = await act(scene, scene.machine('a'), 'report', '--html');
  expect(report).toMatchObject({ code: 2, stderr: expect.stringContaining('are on b') as string });
});
