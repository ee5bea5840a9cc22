import { cpus } from 'node:os';
import { expect } from 'vitest';
import { type Step, stepsIn } from './killer.ts';
import type { Kind } from './kinds.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { noted, type Scene } from './scene.ts';

export interface Undisturbed {
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
  readonly spawns: number;
}

/** The steps of a run that nothing happens to, and what it comes to. */
export async function runUndisturbed(
  kind: Kind,
  template: Scene,
  library: string,
): Promise<Undisturbed> {
  const scene = template.copy();
  try {
    const ended = await scene.run(kind.args, { killer: { library } });
    expect(ended.code, ended.stdout + ended.stderr).toBe(kind.code);
    const steps = stepsIn(scene.logOf('steps'));
    expect(steps.length).toBeGreaterThan(5);
    return { steps, outcome: outcomeOf(scene), spawns: noted(scene, 'spawns').length };
  } finally {
    scene.remove();
  }
}

/** What is otherwise than in the wanted outcome; empty: nothing is. */
export function differences(wanted: Outcome, found: Outcome): readonly string[] {
  return (Object.keys(wanted) as (keyof Outcome)[]).flatMap((name) => {
    const [one, other] = [JSON.stringify(wanted[name]), JSON.stringify(found[name])];
    return one === other ? [] : [`${name}: ${other} instead of ${one}`];
  });
}

/** As many at once as there are cores: most of the time goes into starting Node. */
export async function inParallel<In, Out>(
  items: readonly In[],
  work: (item: In) => Promise<Out>,
): Promise<readonly Out[]> {
  const results: Out[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: cpus().length }, worker));
  return results;
}
