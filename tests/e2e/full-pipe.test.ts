import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/session.ts';

const BIN = join(import.meta.dirname, '../../dist/bin.js');

test('an error on a pipe that is full and not read does not hold the exit up', async () => {
  const fifo = join(temporaryFolder(), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;
  const reading = openSync(fifo, O_RDONLY | O_NONBLOCK);
  const filling = openSync(fifo, O_WRONLY | O_NONBLOCK);
  const writing = openSync(fifo, 'w');
  for (const bytes of [4096, 1]) {
    expect(() => {
      for (;;) writeSync(filling, Buffer.alloc(bytes));
    }).toThrow('EAGAIN');
  }
  const child = spawn(process.execPath, [BIN, 'run', '--provider', 'nope'], {
    stdio: ['ignore', writing, writing],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  expect(await once(child, 'exit')).toEqual([2, null]);
  clearTimeout(timer);
  for (const fd of [reading, filling, writing]) closeSync(fd);
}, 30_000);
