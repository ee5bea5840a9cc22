import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { act, begun, count, planned, sees, statuses } from '../support/fleet/gates.ts';
import { type FleetScene, type Machine, PATIENCE_MS } from '../support/fleet/machines.ts';
import { startOnTerminal } from '../support/on-terminal.ts';
import { until } from '../support/program.ts';

function onTerminal({ config }: FleetScene, machine: Machine, command: string) {
  return startOnTerminal(machine, [command, '--config', config, '--session', 'it']);
}

/** The path of the plan of the session on its machine. */
function planOf({ sessions }: Machine): string {
  const [folder = ''] = readdirSync(sessions);
  const name = readdirSync(join(sessions, folder)).find((one) => one.includes('-plan-'));
  return join(sessions, folder, name ?? '');
}

test('questions and plan of another machine are shown on a terminal before the person decides', async () => {
  const { scene, a, b } = await begun();
  await sees(scene, b, 'your answers');
  {
    await using terminal = onTerminal(scene, b, 'answer');
    await terminal.shows(/Q1 \(1 of 1\): /);
    terminal.tell('type b');
    await terminal.shows(/Write them\? \[Y\/n\]/);
    terminal.tell('type y');
    expect(await terminal.code).toBe(0);
  }
  expect(a.rows('it').find(({ status }) => status === 'answered')).toMatchObject({
    answers: { 1: 'b) two' },
  });
  await sees(scene, b, 'your approval');
  {
    await using terminal = onTerminal(scene, b, 'approve');
    await terminal.shows(/── .*-plan-.*md ──/);
    await terminal.shows(/Approve this plan\? y: approve, v: view, r: reject/);
    terminal.tell('type n');
    expect(await terminal.code).toBe(3);
  }
  expect(statuses(a)).not.toContain('approved');
  await using terminal = onTerminal(scene, b, 'approve');
  await terminal.shows(/Approve this plan\?/);
  terminal.tell('type y');
  expect(await terminal.code).toBe(0);
  await until(() => statuses(a).includes('done'), 'the end of the session', PATIENCE_MS);
  expect(count(a, 'approved')).toBe(1);
});

test('a plan that was edited on its machine is refused, and shown as it is when the person looks again', async () => {
  const { scene, a, b } = await planned();
  await sees(scene, b, 'a has it');
  {
    await using terminal = onTerminal(scene, b, 'approve');
    await terminal.shows(/Approve this plan\?/);
    writeFileSync(planOf(a), '# Edited\u001b[2J by hand\n\n- [ ] one\n');
    terminal.tell('type y');
    expect(await terminal.code).toBe(2);
    await terminal.shows(/the plan has changed since/);
  }
  await using terminal = onTerminal(scene, b, 'approve');
  await terminal.shows(/# Edited.*by hand/);
  terminal.tell('type y');
  expect(await terminal.code).toBe(0);
  expect(count(a, 'approved')).toBe(1);
});

test('where the text is not in the fleet, approve and answer say so and need the word of the person', async () => {
  const { scene, b } = await planned();
  await sees(scene, b, 'a has it');
  await scene.sql('update samocode.session set texts = null');
  const approve = await act(scene, b, 'approve');
  expect(approve).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot be shown here') as string,
  });
  expect(approve.stderr).toContain('--session it --yes');
});

test('the outcome of an act that took longer than its command is shown by the next one, and by why and status', async () => {
  const { scene, a, b } = await planned();
  await sees(scene, b, 'a has it');
  a.freeze();
  expect((await act(scene, b, 'reject', '--note', 'smaller')).stdout).toContain('it: sent; ');
  expect((await act(scene, b, 'why')).stdout).toMatch(/reject by .* ago: not carried out yet/);
  a.thaw();
  await until(() => statuses(a).includes('rejected'), 'the rejection');
  await sees(scene, b, 'ago: done: ');
  expect((await act(scene, b, 'status')).stdout).toMatch(/last act +reject by .* ago: done: /);
  await scene.sql('update samocode.act set is_shown = false');
  // A script may have thrown the output away.
  expect((await act(scene, b, 'status')).stderr).toMatch(/it: reject by .* ago: done: /);
  expect((await act(scene, b, 'status', '--json')).stderr).toBe('');
  const note = await act(scene, b, 'note', 'use the table');
  expect(note.stderr).toMatch(/it: answer by .* done: .*\n.*it: reject by .* ago: done: /);
  expect((await act(scene, b, 'note', 'and another')).stderr).toBe('');
});

test('status and why of another machine have their JSON', async () => {
  const { scene, b } = await planned();
  await sees(scene, b, 'a has it');
  const [status, why] = await Promise.all([
    act(scene, b, 'status', '--json'),
    act(scene, b, 'why', '--json'),
  ]);
  const elsewhere = { machine: 'a', silent: false, lastAct: { kind: 'answer', done: true } };
  expect(JSON.parse(status.stdout)).toMatchObject({
    ...{ session: 'it', path: '', phase: 'planning', state: 'waiting' },
    ...{ awaiting: 'plan_approval', elsewhere },
  });
  const approve = `samocode approve --config ${scene.config} --session it --yes`;
  expect(JSON.parse(why.stdout)).toMatchObject({
    state: 'waiting',
    commands: [approve],
    elsewhere,
  });
  expect((await act(scene, b, 'report', '--json')).code).toBe(2);
});
