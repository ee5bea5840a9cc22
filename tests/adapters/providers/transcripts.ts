import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { ProcessEnd } from '../../../src/domain/provider/process-end.ts';

const ROOT = join(import.meta.dirname, '..', '..', 'fixtures', 'transcripts');
const exitFile = z.object({ exitCode: z.number().nullable(), signal: z.string().nullable() });

/** One recorded run of a real CLI. */
export interface Transcript {
  /** `claude-2.1.330/credit` */
  readonly name: string;
  readonly lines: readonly string[];
  readonly end: ProcessEnd;
}

/** Every recorded run of a CLI, over all its versions. */
export function transcriptsOf(cli: 'claude' | 'codex'): readonly Transcript[] {
  return readdirSync(ROOT)
    .filter((folder) => folder.startsWith(`${cli}-`))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder))
        .filter((file) => file.endsWith('.exit.json'))
        .map((file) => readTranscript(folder, file.replace('.exit.json', ''))),
    );
}

function readTranscript(folder: string, name: string): Transcript {
  const text = (suffix: string): string => {
    const path = join(ROOT, folder, `${name}${suffix}`);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  const exit = exitFile.parse(JSON.parse(text('.exit.json')));
  return {
    name: `${folder}/${name}`,
    lines: text('.jsonl').split('\n'),
    end: {
      ...CLEAN_END,
      exitCode: exit.exitCode ?? undefined,
      signal: exit.signal ?? undefined,
      stderrTail: text('.stderr.txt'),
    },
  };
}

/** A process that went by itself, with nothing to say. */
export const CLEAN_END: ProcessEnd = {
  cause: 'exited',
  exitCode: 0,
  signal: undefined,
  stderrTail: '',
  durationMs: 1000,
  swept: 0,
};
