import { expect, test } from 'vitest';
import { act, count, isHere, planned, statuses } from '../support/fleet/gates.ts';
import { PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';

test('an act on a session of a dead machine is carried out by the machine that takes it over', async () => {
  const { scene, a, b } = await planned();
  a.die();
  const sent = await act(scene, b, 'approve', '--yes');
  expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('it: sent; ') as string });
  const work = b.work();
  await until(() => isHere(b), 'the take-over', PATIENCE_MS);
  await until(
    () => statuses(b).includes('done'),
    `the end of the session: ${work.text()}`,
    PATIENCE_MS,
  );
  expect(count(b, 'approved')).toBe(1);
});

test('an act is one row although its machine was killed before the outcome was written', async () => {
  const { scene, a, b } = await planned();
  // No outcome is written while this trigger is there.
  await scene.sql(`create function never() returns trigger language plpgsql as
    'begin perform pg_sleep(60); return new; end'`);
  await scene.sql(
    'create trigger never before update on samocode.act for each row execute function never()',
  );
  const approving = act(scene, b, 'approve', '--yes');
  await until(() => statuses(a).includes('approved'), 'the approval', PATIENCE_MS);
  a.die();
  await scene.sql(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'update samocode.act%'`);
  await scene.sql('drop trigger never on samocode.act');
  expect((await approving).stdout).toContain('sent');
  a.work();
  await until(() => statuses(a).includes('done'), 'the end of the session', PATIENCE_MS);
  const acts = await scene.sql(
    "select is_open, is_done from samocode.act where act->>'kind' = 'approve'",
  );
  expect(acts).toEqual([{ is_open: false, is_done: true }]);
  expect(count(a, 'approved')).toBe(1);
});
