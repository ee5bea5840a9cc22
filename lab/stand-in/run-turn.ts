import type { Step, Turn } from '../scenario/step.ts';
import type { Failing } from './cli-output.ts';
import { print } from './stdout.ts';
import { cliWords, tell, type TurnParts } from './words/cli-words.ts';
import { fileWords } from './words/file-words.ts';
import { OUTPUT_WORDS } from './words/output-words.ts';
import { PROCESS_WORDS } from './words/process-words.ts';
import type { Exit, Words } from './words/words.ts';

/** Runs a turn to its end and returns the exit code. */
export async function runTurn(turn: Turn, parts: TurnParts): Promise<number> {
  const words: Words = {
    ...cliWords(parts),
    ...fileWords(parts.context),
    ...OUTPUT_WORDS,
    ...PROCESS_WORDS,
  };
  let exitCode = 0;
  for (const step of turn) {
    for (const [word, value] of Object.entries(step)) {
      const act = words[word as keyof Step] as (value: unknown) => unknown;
      const came = await act(value);
      if (Array.isArray(came)) print(came);
      if (isFailing(came)) exitCode = tell(came);
      if (isExit(came)) return came.exit;
    }
  }
  return exitCode;
}

function isFailing(value: unknown): value is Failing {
  return typeof value === 'object' && value !== null && 'events' in value;
}

function isExit(value: unknown): value is Exit {
  return typeof value === 'object' && value !== null && 'exit' in value && !('events' in value);
}
