import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type FakeGh, withPublishing } from '../support/gh.ts';
import { git, openScene, type Scene } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

function working(): Scene {
  const scene = openScene({
    phases: {
      done: ['one', 'two'].map((name) =>
        turn(
          { status: 'done', summary: 'all done' },
          { work: [`${name}.txt`, 'it\n'] },
          { commit: `Do ${name}` },
          { write: ['11-29-10:00-summary-work.md', '# Summary\n'] },
        ),
      ),
    },
  });
  scene.begin('done');
  return scene;
}

/** The remote does not take the branch of the work, which is done. */
async function blocked(scene: Scene): Promise<FakeGh> {
  const gh = withPublishing(scene);
  const tree = git(scene.repo, 'rev-parse', 'trunk^{tree}');
  const other = git(scene.repo, 'commit-tree', '-m', 'Another', '-p', 'trunk', tree);
  git(scene.repo, 'push', '-q', 'origin', `${other}:refs/heads/it`);
  expect((await scene.run()).code).toBe(4);
  return gh;
}

/** The remote takes the branch now. */
function free(gh: FakeGh): void {
  git(gh.bare, 'update-ref', '-d', 'refs/heads/it');
}

function spendings({ home }: Scene): number {
  const folder = join(home, '.local/state/samocode/spend');
  const days = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return days.join('').split('\n').filter(Boolean).length;
}

test('each new try to publish leaves the spend book as it is', async () => {
  await using scene = working();
  const gh = await blocked(scene);
  expect(spendings(scene)).toBe(1);
  expect((await scene.run()).code).toBe(4);
  free(gh);
  expect((await scene.run()).code).toBe(0);
  expect(spendings(scene)).toBe(1);
});
