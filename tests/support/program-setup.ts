import { rmSync } from 'node:fs';
import { copyProgram, PROGRAM_VARIABLE } from './program-copy.ts';

/** One copy of the program for all test files: newer Nodes keep the compiled code of a file by its path. */
export default function setUp() {
  if (process.env[PROGRAM_VARIABLE] !== undefined) return undefined;
  const copy = copyProgram();
  process.env[PROGRAM_VARIABLE] = copy;
  return () => {
    rmSync(copy, { recursive: true, force: true });
  };
}
