import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { describe, expect, test } from 'vitest';
import { openScene, type Running } from '../support/program.ts';
import { type Wait, WAITS } from '../support/waits.ts';

/** On a machine with more work than cores a process waits for its turn; before, these waits took 5 to 25 s. */
const isCrowded = (loadavg()[0] ?? 0) > 2 * availableParallelism();
/** What docs/stopping.md promises, from the signal to the end of the process. */
const FIRST_MS = isCrowded ? 4500 : 2000;
const SECOND_MS = isCrowded ? 3000 : 1000;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
type Signal = (typeof SIGNALS)[number];

async function endedWithin(running: Running, ms: number, send: () => void): Promise<number> {
  const over = once(running.child, 'exit');
  const sentMs = performance.now();
  send();
  await over;
  const tookMs = performance.now() - sentMs;
  expect(tookMs, `the end after ${Math.round(tookMs)} ms`).toBeLessThan(ms);
  return tookMs;
}

function codeOf({ code }: Wait, signal: Signal): number {
  if (code !== 'signal') return code;
  return signal === 'SIGINT' ? 130 : 143;
}

describe.each(WAITS)('in $name', (wait) => {
  test.concurrent.for(SIGNALS)(
    '%s ends the program within 2 s',
    async (signal, { onTestFinished }) => {
      await using scene = openScene();
      const running = await wait.begin(scene, onTestFinished);
      await endedWithin(running, FIRST_MS, () => {
        running.kill(signal);
      });
      expect(running.child.exitCode).toBe(codeOf(wait, signal));
    },
  );

  test.concurrent('a second signal ends it at once', async ({ onTestFinished }) => {
    await using scene = openScene();
    const running = await wait.begin(scene, onTestFinished);
    await endedWithin(running, SECOND_MS, () => {
      running.kill('SIGTERM');
      running.kill('SIGINT');
    });
  });
});
