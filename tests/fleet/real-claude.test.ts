import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAnthropicApi } from '../real/support/anthropic-api.ts';
import { claudeEnvironment, REAL_CLIS } from '../real/support/environment.ts';
import { follower, readContext } from '../real/support/follower.ts';
import type { ScriptedModel } from '../real/support/model.ts';
import { beyondLoopback } from '../real/support/model-api.ts';
import { act, sees, statuses } from '../support/fleet/gates.ts';
import { fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';

const NO_CLAUDE = !existsSync(REAL_CLIS.claude);
if (NO_CLAUDE) console.log('SKIPPED: Claude Code is not installed here: node scripts/real-clis.js');

test.skipIf(NO_CLAUDE)(
  'Claude Code on two machines: the gates are passed from the other one, and its work goes on there after a death',
  async () => {
    let hangs = 0;
    const dying: ScriptedModel = (request) => {
      const isTesting = request.turn === 0 && readContext(request).phase === 'testing';
      if (!isTesting || hangs > 0) return follower(request);
      hangs += 1;
      return { kind: 'hang' };
    };
    await using api = await startAnthropicApi(dying);
    const scene = await fleetScene({
      env: (home) => claudeEnvironment({ home, apiUrl: api.url }),
    });
    const [a, b] = [scene.machine('a'), scene.machine('b')];
    await scene.submit('it');
    const onA = a.work();

    await sees(scene, b, 'your answers');
    expect(await act(scene, b, 'answer', '--accept-suggestions')).toMatchObject({ code: 0 });
    await sees(scene, b, 'your approval');
    expect(await act(scene, b, 'approve', '--yes')).toMatchObject({ code: 0 });
    await until(() => hangs === 1, 'the question of the agent that tests', PATIENCE_MS);
    const begun = a.rows('it').filter(({ kind }) => kind === 'iteration');
    expect(begun.at(-1)).toMatchObject({ sourcePhase: 'implementation' });

    const onB = b.work('--until-empty');
    await onB.says('working as b');
    a.die();
    expect(await onA.ended).toBe('SIGKILL');
    expect(await onB.ended, onB.text()).toBe(0);

    expect(statuses(b).at(-1)).toBe('done');
    const iterations = b.rows('it').filter(({ kind }) => kind === 'iteration');
    expect(iterations.slice(0, begun.length)).toEqual(begun);
    expect(iterations.map(({ iteration }) => iteration)).toEqual(
      iterations.map((_, index) => index + 1),
    );
    const [tree = ''] = readdirSync(b.trees);
    expect(readFileSync(join(b.trees, tree, 'greeting.txt'), 'utf8')).toBe('hello\n');
    expect(beyondLoopback(api)).toEqual([]);
  },
);
