import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { instanceIn } from '../../../src/adapters/work/instance.ts';
import { temporaryFolder } from '../../support/session.ts';

const FOLDERS = 20;
const RACERS = 4;

/** Each asks for the ids of all folders; all are at the same folder at the same time. */
const RACE = `
  import { instanceIn } from './instance.mjs';
  import { parentPort, workerData } from 'node:worker_threads';
  const { folders, racers, counts } = workerData;
  parentPort.postMessage(folders.map((folder, at) => {
    Atomics.add(counts, at, 1);
    while (Atomics.load(counts, at) < racers);
    return instanceIn(folder);
  }));
`;

test('commands that are the first ones at once have the same id', async () => {
  const root = temporaryFolder();
  await build({
    entryPoints: [join(import.meta.dirname, '../../../src/adapters/work/instance.ts')],
    outfile: join(root, 'instance.mjs'),
    ...{ bundle: true, format: 'esm', platform: 'node', logLevel: 'error' },
  });
  const program = join(root, 'race.mjs');
  writeFileSync(program, RACE);
  const folders = Array.from({ length: FOLDERS }, (_, at) => join(root, String(at)));
  const counts = new Int32Array(new SharedArrayBuffer(4 * FOLDERS));
  const ids = await Promise.all(
    Array.from({ length: RACERS }, async () => {
      const worker = new Worker(program, { workerData: { folders, racers: RACERS, counts } });
      return await new Promise<readonly string[]>((done, failed) => {
        worker.once('message', done).once('error', failed);
      });
    }),
  );
  const kept = folders.map((folder) => instanceIn(folder));
  expect(new Set(kept).size).toBe(FOLDERS);
  for (const found of ids) expect(found).toEqual(kept);
});
