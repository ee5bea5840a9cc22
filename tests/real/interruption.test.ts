import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { follower, readContext, stepOf } from './support/follower.ts';
import {
  type ModelRequest,
  type Reply,
  type ScriptedModel,
  TOKENS_PER_REPLY,
} from './support/model.ts';
import { createRig, type Rig } from './support/rig.ts';

/**
 * A tool call that does `work`, starts a daemon in a session of its own that nobody is the parent of,
 * says where it stands with a file, and then does not end.
 */
function endless(root: string, work: string): string {
  return `${work}
cat > ${root}/slow.sh <<'END'
setsid --fork nohup sleep 601 > /dev/null 2>&1
touch "$1"
exec sleep 602
END
bash ${root}/slow.sh ${root}/started`;
}

/** Plays the follower, but hangs in the first tool call; `work` is what that call does before. */
function hangingOnce(work: (request: ModelRequest) => string): {
  readonly model: ScriptedModel;
  hangIn(root: string): void;
} {
  let folder: string | undefined;
  return {
    hangIn: (root) => {
      folder = root;
    },
    model: (request): Reply => {
      if (request.toolResults.length > 0 || folder === undefined) return follower(request);
      const command = endless(folder, work(request));
      folder = undefined;
      return { kind: 'shell', command };
    },
  };
}

async function toolStarted(rig: Rig): Promise<void> {
  const poll = { timeout: 30_000, interval: 50 };
  await expect.poll(() => existsSync(path.join(rig.root, 'started')), poll).toBe(true);
}

const ONE_REPLY = {
  inputTokens: TOKENS_PER_REPLY.input,
  cachedInputTokens: 0,
  outputTokens: TOKENS_PER_REPLY.output,
};

/** The tokens of each attempt in the spend book. */
function spentBy({ root }: Rig): readonly unknown[] {
  const folder = path.join(root, 'home/.local/state/samocode/spend');
  const days = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return days
    .flatMap((day) => readFileSync(path.join(folder, day), 'utf8').trimEnd().split('\n'))
    .map((line) => (JSON.parse(line) as { usage?: unknown }).usage);
}

describe.each(PROVIDER_NAMES)('samocode ended during a tool call of %s', (provider) => {
  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('by %s leaves nothing running, and the next run goes on', async (signal, code) => {
    const script = hangingOnce(() => 'true');
    await using rig = await createRig({ provider, model: script.model });
    script.hangIn(rig.root);
    const running = rig.start('--task', 'Write a greeting');
    await toolStarted(rig);
    expect(rig.living().some(({ args }) => args.includes('601'))).toBe(true);

    process.kill(running.pid, signal);
    expect(await running.end).toMatchObject({ exitCode: code });
    expect(rig.living()).toEqual([]);
    expect(rig.history()).toEqual([]);
    // The answer with the tool call was paid for.
    if (provider === 'codex') expect(spentBy(rig)).toEqual([ONE_REPLY]);

    expect(await rig.samocode()).toMatchObject({ exitCode: 3 });
    expect(rig.api.questions.at(-1)?.prompt).toContain('- Phase: requirements');
  });

  test('by SIGTERM keeps the signal that was already written', async () => {
    const script = hangingOnce((request) => stepOf(readContext(request)));
    await using rig = await createRig({ provider, model: script.model });
    script.hangIn(rig.root);
    const running = rig.start('--task', 'Write a greeting');
    await toolStarted(rig);
    process.kill(running.pid, 'SIGTERM');
    expect(await running.end).toMatchObject({ exitCode: 143 });
    expect(rig.history()).toMatchObject([{ sourcePhase: 'init', phase: 'investigation' }]);
  });

  test('by SIGKILL leaves nothing running, and the next run goes on', async () => {
    const script = hangingOnce(() => 'true');
    await using rig = await createRig({ provider, model: script.model });
    script.hangIn(rig.root);
    const running = rig.start('--task', 'Write a greeting');
    await toolStarted(rig);
    process.kill(running.pid, 'SIGKILL');
    await running.end;
    await rig.expectNothingLeft();

    expect(await rig.samocode()).toMatchObject({ exitCode: 3 });
    if (provider === 'codex') expect(spentBy(rig)[0]).toEqual(ONE_REPLY);
    expect(rig.history().map(({ sourcePhase }) => sourcePhase)).toEqual([
      'init',
      'investigation',
      'requirements',
    ]);
  });
});
