import { afterAll, describe, expect, test } from 'vitest';
import { expectGenerated } from '../support/generated.ts';
import { differences, inParallel, runUndisturbed, type Undisturbed } from './compare.ts';
import { openHits } from './hits.ts';
import { buildKiller, type Hit, type Step, stepsIn } from './killer.ts';
import { type Kind, KINDS } from './kinds.ts';
import { faultsOf, outcomeOf } from './outcome.ts';
import { newScene, noted, type Scene } from './scene.ts';
import { type Killed, type KilledKind, longTable, outcomeWords, shortTable } from './table.ts';

const killer = buildKiller();
if (killer === undefined) console.warn('tests/kills: there is no gcc, so nobody is killed');

const hitsOf = openHits();
const table: KilledKind[] = [];

describe.skipIf(killer === undefined)(
  'killed at any step, a session goes on as if nobody had',
  () => {
    test.each(KINDS)('$name', { timeout: 1_800_000 }, async (kind) => {
      const template = newScene();
      try {
        await kind.prepare(template);
        const undisturbed = await runUndisturbed(kind, template, killer ?? '');
        const { steps } = undisturbed;
        const chosen = hitsOf(steps.filter(inWindow(kind, steps)), kind.essential);
        const killed = await inParallel(chosen, (hit) =>
          kill(undisturbed, kind, { template, hit }),
        );
        table.push({ kind: kind.name, steps: steps.length, killed });
        const bad = killed.filter(({ faults }) => faults.length > 0);
        expect(
          bad.map(
            (one) =>
              `${one.step.number} ${one.how} ${one.step.call} ${one.step.place}: ${outcomeWords(one)}`,
          ),
        ).toEqual([]);
      } finally {
        template.remove();
      }
    });
  },
);

afterAll(() => {
  for (const kind of table) console.log(longTable(kind));
  const summary = shortTable(table);
  console.log(`\n${summary}`);
  if (process.env['UPDATE_GENERATED'] === '1')
    expectGenerated('docs/kills.md', { kills: () => summary });
});

function inWindow({ onlyAround }: Kind, steps: readonly Step[]): (step: Step) => boolean {
  if (onlyAround === undefined) return () => true;
  const first = steps.findIndex(({ call }) => call === onlyAround);
  const last = steps.findLastIndex(({ call }) => call === onlyAround);
  return ({ number }) => number > first && number <= last + 6;
}

async function kill(
  undisturbed: Undisturbed,
  kind: Kind,
  { template, hit }: { readonly template: Scene; readonly hit: Hit },
): Promise<Killed> {
  const scene = template.copy();
  try {
    const faults: string[] = [];
    const first = await scene.run(kind.args, { killer: { library: killer ?? '', hit } });
    if (first.signal !== 'SIGKILL' && first.code !== kind.code)
      faults.push(`it ended with ${first.code}: ${first.stderr}`);
    const second = await scene.run(kind.args, { killer: { library: killer ?? '', log: 'again' } });
    if (second.code !== kind.code && second.code !== kind.orCode)
      faults.push(`the next one ended with ${second.code}: ${second.stdout}${second.stderr}`);
    const lost = noted(scene, 'spawns').length - undisturbed.spawns;
    if (lost > 1) faults.push(`${lost} more spawns`);
    faults.push(...differences(undisturbed.outcome, outcomeOf(scene)));
    faults.push(...(await faultsOf(scene, ['steps', 'again'])));
    const step = stepsIn(scene.logOf('steps')).find(({ number }) => number === hit.at);
    const unreached = { number: hit.at, call: 'unreached', place: '' };
    return { step: step ?? unreached, how: hit.how, lost, faults };
  } finally {
    scene.remove();
  }
}
