import { runProgram } from './command-line.ts';
import { LOOK } from './groups/reading.ts';

/** The program with its reading commands alone: programs call them often, and they need a third of the code. */
export async function main(argv: readonly string[]): Promise<number> {
  return await runProgram(argv, [LOOK], async () => {
    const { wholeProgram } = await import('./program.ts');
    return await wholeProgram();
  });
}
