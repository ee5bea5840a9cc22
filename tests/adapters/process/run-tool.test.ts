import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import type { ToolOptions } from '../../../src/adapters/tool.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import { appears } from '../../support/program.ts';
import { temporaryFolder } from '../../support/session.ts';

const OPTIONS: ToolOptions = {
  cwd: tmpdir(),
  timeoutMs: 20_000,
  env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
  graceMs: 0,
  ...NEVER,
};

const sh = (script: string, timeoutMs = 20_000) =>
  runTool('sh', ['-c', script], { ...OPTIONS, timeoutMs });

test('a tool gives what it said and whether it went well', async () => {
  expect(await sh('echo out; echo err >&2')).toEqual({
    ok: true,
    stdout: 'out\n',
    stderr: 'err\n',
    problem: undefined,
  });
  const failed = { ok: false, stdout: '', stderr: '', problem: undefined };
  expect(await sh('exit 3')).toEqual(failed);
});

test('a tool that cannot be started, or not there, is a result', async () => {
  expect(await runTool('/no/such/tool', [], OPTIONS)).toMatchObject({ ok: false });
  const without = { ...OPTIONS, env: { PATH: '/no/such/bin' } };
  expect(await runTool('git', [], without)).toMatchObject({
    ok: false,
    stderr: 'no folder of PATH has git: /no/such/bin',
  });
  const elsewhere = { ...OPTIONS, cwd: '/no/such/folder' };
  expect(await runTool('true', [], elsewhere)).toMatchObject({
    ok: false,
    stderr: 'the folder /no/such/folder is not there',
  });
});

test('a tool gets exactly the environment it is given', async () => {
  const options = { ...OPTIONS, env: { ONLY: 'this' } };
  expect((await runTool('/usr/bin/env', [], options)).stdout).toBe('ONLY=this\n');
});

test('a tool that takes too long is killed with its group', async () => {
  const started = performance.now();
  const result = await sh('sleep 600 & sleep 600', 300);
  expect(result).toMatchObject({ ok: false, stderr: 'sh took longer than 0.3 s' });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('a tool that is stopped is killed with its group', async () => {
  const stop = new AbortController();
  const options = { ...OPTIONS, timeoutMs: 600_000, stop: stop.signal };
  const result = runTool('sh', ['-c', 'sleep 600 & sleep 600'], options);
  stop.abort();
  expect(await result).toMatchObject({ ok: false, stderr: 'sh was stopped' });
  expect(await runTool('sleep', ['600'], options)).toMatchObject({ ok: false });
});

test('a tool with a grace cleans up on SIGTERM, and is killed when it does not go', async () => {
  const folder = temporaryFolder();
  const started = join(folder, 'started');
  const run = async (onTerm: string, kill?: AbortSignal): Promise<string> => {
    rmSync(started, { force: true });
    const stop = new AbortController();
    const said = runTool(
      'sh',
      ['-c', `trap '${onTerm}' TERM; : >'${started}'; while :; do sleep 0.05; done`],
      {
        ...OPTIONS,
        cwd: folder,
        timeoutMs: 600_000,
        stop: stop.signal,
        graceMs: kill === undefined && onTerm === '' ? 300 : 600_000,
        ...(kill === undefined ? {} : { kill }),
      },
    );
    await appears(started);
    stop.abort();
    const { ok, stdout, stderr } = await said;
    return `${ok} ${stdout}${stderr}`;
  };
  expect(await run('echo cleaned; exit 0')).toBe('false cleaned\nsh was stopped');
  expect(await run('')).toBe('false sh was stopped');
  const kill = new AbortController();
  const killed = run('', kill.signal);
  kill.abort();
  expect(await killed).toBe('false sh was stopped');
});

test('what a tool leaves in the background does not hold us', async () => {
  const result = await sh('echo done; setsid sleep 3 &');
  expect(result).toMatchObject({ ok: true, stdout: 'done\n' });
});

test('what a tool says while this process stalls is not lost', async () => {
  const folder = temporaryFolder();
  const pidPath = join(folder, 'pid');
  const go = join(folder, 'go');
  const written = join(folder, 'written');
  const background = `until [ -e ${go} ]; do sleep 0.05; done; echo late; : > ${written}; sleep 1`;
  const result = sh(`echo $$ > ${pidPath}; (${background}) & exit 0`);
  await appears(pidPath);
  // Says so when the tool is no zombie any more: its end was seen.
  const watch = `until pid=$(cat ${pidPath}) && ! kill -0 "$pid"; do sleep 0.05; done 2>&1; echo gone`;
  const watcher = spawn('sh', ['-c', watch]);
  // In a callback of a pipe: timers come next, before the pipes are read again.
  watcher.stdout.once('data', () => {
    writeFileSync(go, '');
    stallUntil(() => existsSync(written), 1000);
  });
  expect(await result).toMatchObject({ ok: true, stdout: 'late\n' });
});

/** Holds the event loop until it is so, and for this long at least. */
function stallUntil(isSo: () => boolean, leastMs: number): void {
  const startedMs = performance.now();
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!isSo() || performance.now() - startedMs < leastMs) Atomics.wait(cell, 0, 0, 20);
}

test('more than a MiB of output is an end, not a truth', async () => {
  const result = await sh('yes');
  expect([result.ok, result.stdout.length]).toEqual([false, 1024 * 1024]);
});

test('many tools at once that nothing ends add no listener to a shared signal', async () => {
  const warnings: string[] = [];
  const note = ({ name }: Error) => void warnings.push(name);
  process.on('warning', note);
  onTestFinished(() => {
    process.off('warning', note);
  });
  const start = () => runTool('true', [], { ...OPTIONS, ...NEVER });
  await Promise.all(Array.from({ length: 12 }, start));
  // Warnings are emitted in a later turn.
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});
