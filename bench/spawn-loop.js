// A bare `child_process.spawn` loop, the limit of a turn in Node:
//   spawn-loop.js COUNT PROMPT OUTPUT PROGRAM [ARGUMENT...]
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

const [count, prompt = '', output = '', program = '', ...args] = process.argv.slice(2);

/** @param {number} left */
const turn = (left) => {
  if (left === 0) return;
  const stdin = openSync(prompt, 'r');
  const stdout = openSync(output, 'w', 0o600);
  const child = spawn(program, args, { stdio: [stdin, stdout, 'ignore'] });
  closeSync(stdin);
  closeSync(stdout);
  child.once('exit', (code) => {
    if (code === 0) turn(left - 1);
    else process.exitCode = 1;
  });
};

turn(Number(count));
