import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/session.ts';

test('of many processes that put a session in line at once, one does', async () => {
  const folder = temporaryFolder();
  const program = join(folder, 'queue-user.mjs');
  const shim =
    "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
  await build({
    entryPoints: [join(import.meta.dirname, '../../fixtures/bin/queue-user.ts')],
    outfile: program,
    ...{ bundle: true, format: 'esm', platform: 'node', logLevel: 'error', banner: { js: shim } },
  });
  const all = Array.from({ length: 6 }, () => {
    const child = spawn(process.execPath, [program, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    return { child, says: async () => String((await lines.next()).value) };
  });
  await Promise.all(all.map(({ says }) => says()));
  for (const { child } of all) child.stdin.end('go\n');
  const said = await Promise.all(all.map(({ says }) => says()));
  const queued = said.flatMap((line) => JSON.parse(line) as string[]);
  const names = Array.from({ length: 30 }, (_, n) => `s${n}`);
  expect(queued.toSorted()).toEqual(names.toSorted());
  const journal = readFileSync(join(folder, 'queue/journal.jsonl'), 'utf8');
  expect(journal.trimEnd().split('\n')).toHaveLength(30);
});
