import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HEARTBEAT_S } from '../support/fleet/databases.ts';
import { type FleetScene, fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { CANNOT_SKEW, skewed } from '../support/fleet/skewed.ts';
import { until } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

const HOUR_MS = 3_600_000;
const BLOCKED = turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' });

function arrives(scene: FleetScene, name: string): Promise<void> {
  return until(
    () => existsSync(join(scene.agent, `${name}.here`)),
    `the agent ${name}`,
    PATIENCE_MS,
  );
}

describe.skipIf(CANNOT_SKEW).each([
  { words: 'ahead', byMs: HOUR_MS },
  { words: 'behind', byMs: -HOUR_MS },
])('a machine whose clock is an hour $words', ({ byMs }) => {
  test('starts nothing early or late: the clock of the database says when', async () => {
    const scene = await fleetScene({ heartbeatS: 2 * HEARTBEAT_S, env: skewed({ off: byMs }) });
    const due = Date.now() + 15_000;
    scene.script({ phases: { init: [[{ touch: 'due.here' }, ...BLOCKED]] } });
    await scene.submit('it', { notBefore: due });
    scene.machine('off').work();
    await arrives(scene, 'due');
    expect(statSync(join(scene.agent, 'due.here')).mtimeMs).toBeGreaterThanOrEqual(due);
    expect(scene.spawns()).toHaveLength(1);
  });
});
