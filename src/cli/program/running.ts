import { runProgram } from './command-line.ts';
import { RUN } from './groups/run.ts';

/** The program with `run` alone: a run holds its code in memory for a night. */
export async function main(argv: readonly string[]): Promise<number> {
  return await runProgram(argv, [RUN], async () => {
    const { wholeProgram } = await import('./program.ts');
    return await wholeProgram();
  });
}
