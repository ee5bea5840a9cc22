import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openBegunFolders } from '../../../src/adapters/work/begun-folders.ts';
import { openRunEnds, writeRunEnd } from '../../../src/adapters/work/run-ends.ts';
import { noteBegun, type RunFiles, tellEnd } from '../../../src/app/work/tell-work.ts';
import { openSession, temporaryFolder, type TestSession } from '../../support/session.ts';
import { openRun, signals } from '../../support/session-run.ts';

let session: TestSession;
let root: string;

beforeEach(() => {
  [session, root] = [openSession(), temporaryFolder()];
});

function filesIn(folder: string): RunFiles {
  const begun = openBegunFolders(join(folder, 'begun'));
  const path = join(folder, 'ends', 'id.json');
  return {
    begun: {
      read: () => begun.read('id'),
      write: (at) => {
        begun.write('id', at);
      },
    },
    end: {
      path,
      write: (end) => {
        writeRunEnd(path, end);
      },
    },
    seenIn: ({ path: at }) => `seen in ${at}`,
  };
}

/** From now on nothing can be written there. */
function breakFolder(name: string): void {
  rmSync(join(root, name), { recursive: true, force: true });
  writeFileSync(join(root, name), '');
}

test('the folder in which a session has begun is noted, and again where it was moved', () => {
  const files = filesIn(root);
  for (const path of ['/s/it', '/s/it', '/s/moved']) {
    noteBegun(files, path, (text) => expect.fail(text));
    expect(files.begun.read()).toBe(path);
  }
});

test('a run goes on where it cannot note that its session has begun', () => {
  const warnings: string[] = [];
  const files = filesIn(root);
  breakFolder('begun');
  noteBegun(files, '/s/it', (text) => warnings.push(text));
  expect(warnings).toEqual([
    expect.stringMatching(/^samocode work does not know that the session has begun: /),
  ]);
});

test('the end of a run tells its words, and what it saw of the session', async () => {
  const blocked = signals({ status: 'blocked', reason: 'no key', needs: 'human_decision' });
  const run = openRun(session, { agents: [blocked] });
  tellEnd(filesIn(root), run.loop, { ending: await run.go(), why: 'no key' });
  expect(openRunEnds(join(root, 'ends')).read('id')).toMatchObject({
    ...{ kind: 'waits', why: 'no key', path: session.path, ending: 'blocked' },
    seen: `seen in ${session.path}`,
  });
});

test('an end that cannot be written is a warning of the run', () => {
  const { loop, events } = openRun(session, { agents: [] });
  const files = filesIn(root);
  breakFolder('ends');
  tellEnd(files, loop, { ending: { kind: 'once' }, why: 'over' });
  expect(events).toEqual([
    expect.objectContaining({
      kind: 'warning',
      text: expect.stringContaining(`${files.end.path} cannot be written`) as unknown,
    }),
  ]);
});
