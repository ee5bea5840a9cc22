import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { expectGenerated } from '../support/generated.ts';
import { differences, inParallel, runUndisturbed, type Undisturbed } from './compare.ts';
import { buildKiller, type Ended, firstRefused, type Hit, type Step, stepsIn } from './killer.ts';
import { type Kind, KINDS } from './kinds.ts';
import { faultsOf, outcomeOf } from './outcome.ts';
import { newScene, noted, type Scene } from './scene.ts';
import { shared } from './share.ts';

const killer = buildKiller();
const DISK_ERROR = 74;
/**
 * Made again without a word: a summary of the history, how far samocode has written it, and what `list --all` knows.
 * A seal that takes no line is removed when its agent has ended; what is said where it cannot be set: sealed-record.test.ts.
 */
const MADE_AGAIN = /checkpoint|known\.json$|^~\/projects|sealed\.json$/;
/** What a run goes on without: logs, the heartbeat, the copy of the history, what is only faster with. */
const NOT_ESSENTIAL = /\.log$|heartbeat|^~(?!\/(?:spend|limits))|^home|checkpoint/;
/** What a full disk does not refuse. */
const NEEDS_NO_ROOM = /^(sync|rename|unlink|rmdir|truncate|spawn|tell)$/;
/** What a person or samocode alone has written: never lost, never torn. */
const KEPT = ['_overview.md', '_qa.md', '_signal_history.jsonl'] as const;

interface Case {
  readonly how: Hit['how'];
  readonly step: Step;
  readonly isRefused: boolean;
}

interface Refused {
  readonly step: Step;
  readonly code: number | null;
  readonly faults: readonly string[];
}

const table: { readonly kind: string; readonly refused: readonly Refused[] }[] = [];

describe.skipIf(killer === undefined).each(['full', 'briefly', 'readonly'] as const)(
  'when the disk is %s at any step, the next run goes on as if it never had been',
  (how) => {
    const kinds = KINDS.filter(({ name }) => ['a continue, and a block', 'approve'].includes(name));
    test.each(kinds)('$name', { timeout: 600_000 }, async (kind) => {
      const template = newScene();
      try {
        await kind.prepare(template);
        const undisturbed = await runUndisturbed(kind, template, killer ?? '');
        const refused = await inParallel(shared(distinct(undisturbed.steps, how)), (step) =>
          refuse(undisturbed, kind, { template, hit: { at: step.number, how }, step }),
        );
        table.push({ kind: `${how}: ${kind.name}`, refused });
        expect(
          refused.flatMap(({ step, faults }) =>
            faults.map((fault) => `${step.number} ${step.call} ${step.place}: ${fault}`),
          ),
        ).toEqual([]);
      } finally {
        template.remove();
      }
    });
  },
);

afterAll(() => {
  if (table.length === 0) return;
  const rows = table.map(({ kind, refused }) => {
    const bad = refused.filter(({ faults }) => faults.length > 0).length;
    const ended = refused.filter(({ code }) => code === DISK_ERROR).length;
    return `| ${kind} | ${refused.length} | ${ended} | ${refused.length - ended} | ${bad} |`;
  });
  const head = '| disk and command | steps | exit 74 | continued | failed |';
  const summary = [head, '| --- | --- | --- | --- | --- |', ...rows].join('\n');
  console.log(`\n${summary}`);
  if (process.env['UPDATE_GENERATED'] === '1')
    expectGenerated('docs/kills.md', { disk: () => summary });
});

/** The first of each call on each place, of those that may be refused. */
function distinct(steps: readonly Step[], how: Hit['how']): readonly Step[] {
  const seen = new Set<string>();
  return steps.filter(({ call, place }) => {
    const key = `${call} ${place.replace(/<date>-\d+-/, '<log>-')}`;
    const isRefused =
      how === 'readonly' ? /create|write|rename/.test(call) : !NEEDS_NO_ROOM.test(call);
    return isRefused && !seen.has(key) && seen.add(key);
  });
}

async function refuse(
  undisturbed: Undisturbed,
  kind: Kind,
  { template, hit, step }: { readonly template: Scene; readonly hit: Hit; readonly step: Step },
): Promise<Refused> {
  const scene = template.copy();
  try {
    const before = KEPT.map((name) => wholeLines(scene, name));
    const first = await scene.run(kind.args, { killer: { library: killer ?? '', hit } });
    const log = scene.logOf('steps');
    // On a busy machine the heartbeat's steps come earlier or later: the number may be another step's, which needs no
    // room, and a later one is refused.
    const at = firstRefused(log);
    const refused = stepsIn(log).find(({ number }) => number === (at ?? hit.at)) ?? step;
    const end = { how: hit.how, step: refused, isRefused: at !== undefined };
    const faults = [...faultsOfEnd(first, kind, end)];
    KEPT.forEach((name, at) => {
      if (!wholeLines(scene, name).startsWith(before[at] ?? '') && name !== '_overview.md')
        faults.push(`${name} has lost lines`);
    });
    if (!wholeLines(scene, '_overview.md').includes('## Status')) faults.push('a torn overview');
    const second = await scene.run(kind.args, { killer: { library: killer ?? '', log: 'again' } });
    if (second.code !== kind.code && second.code !== kind.orCode)
      faults.push(`the next one ended with ${second.code}: ${second.stdout}${second.stderr}`);
    const lost = noted(scene, 'spawns').length - undisturbed.spawns;
    if (lost > 1) faults.push(`${lost} more spawns`);
    faults.push(...differences(undisturbed.outcome, outcomeOf(scene)));
    faults.push(...(await faultsOf(scene, ['steps', 'again'])));
    return { step: refused, code: first.code, faults };
  } finally {
    scene.remove();
  }
}

/** It ended with 74 in one line and a hint, or it went on without what it can do without, and said so. */
function faultsOfEnd(
  { code, stdout, stderr }: Ended,
  kind: Kind,
  { how, step, isRefused }: Case,
): readonly string[] {
  const said = `${stdout}${stderr}`;
  const stack = /^ {4}at |bug in samocode/m.test(said) ? [`a stack trace: ${said}`] : [];
  if (code === DISK_ERROR && how === 'briefly' && NOT_ESSENTIAL.test(step.place))
    return [...stack, `it ended for what it could do without: ${said}`];
  if (code === DISK_ERROR) {
    const errors = stderr.split('\n').filter(Boolean);
    // A run that ends for the user's books has recorded the attempt, and ends as after any other.
    if (errors.length === 0 && stdout.includes('df -h')) return stack;
    return errors.length >= 1 && errors.length <= 2 && /disk|read-only/.test(stderr)
      ? stack
      : [...stack, `it says: ${JSON.stringify(stderr)}`];
  }
  if (code !== kind.code) return [...stack, `it ended with ${code}: ${said}`];
  return !isRefused || MADE_AGAIN.test(step.place) || /ENOSPC|EROFS|disk is full/.test(said)
    ? stack
    : [...stack, `it went on and said nothing: ${said}`];
}

function wholeLines(scene: Scene, name: string): string {
  const path = join(scene.folder() ?? '', name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
