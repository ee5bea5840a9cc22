import * as z from 'zod/mini';
import type { RunState } from '../../app/ports.ts';
import { PHASES } from '../../domain/phase.ts';
import { readRegular, replaceFile } from './files.ts';

const LIMIT_BYTES = 64 * 1024;

const schema = z.object({
  v: z.literal(1),
  mark: z.nullable(
    z.object({
      run: z.string(),
      iteration: z.int(),
      attempt: z.int(),
      phase: z.enum(PHASES),
      log: z.string(),
      staleSignal: z.nullable(z.string()),
      startedAt: z.string(),
      before: z.optional(
        z.object({ commit: z.nullable(z.string()), artefacts: z.string(), since: z.number() }),
      ),
    }),
  ),
  settledRows: z.nullable(z.int()),
  questionsAfterRun: z.optional(z.nullable(z.string())),
  lost: z.int().check(z.nonnegative()),
  told: z.nullable(z.string()),
});

const NOTHING: RunState = {
  mark: undefined,
  settledRows: undefined,
  questionsAfterRun: undefined,
  lost: 0,
  told: undefined,
};

/** `.run/state.json`; anything unreadable counts as never written: the history is the truth. */
export function loadState(path: string, onWarning: (text: string) => void): RunState {
  const reading = readRegular(path, LIMIT_BYTES);
  if (reading.kind === 'missing') return NOTHING;
  const saved = reading.kind === 'file' ? parse(reading.bytes.toString()) : undefined;
  if (saved === undefined) {
    onWarning(`${path} cannot be read and is ignored; the history decides`);
    return NOTHING;
  }
  const { mark } = saved;
  return {
    mark:
      mark === null
        ? undefined
        : { ...mark, staleSignal: mark.staleSignal ?? undefined, before: mark.before },
    settledRows: saved.settledRows ?? undefined,
    questionsAfterRun: saved.questionsAfterRun,
    lost: saved.lost,
    told: saved.told ?? undefined,
  };
}

/** Durable when it returns. */
export function saveState(path: string, state: RunState): void {
  const { mark } = state;
  const saved: z.infer<typeof schema> = {
    v: 1,
    mark: mark === undefined ? null : { ...mark, staleSignal: mark.staleSignal ?? null },
    settledRows: state.settledRows ?? null,
    ...(state.questionsAfterRun === undefined
      ? {}
      : { questionsAfterRun: state.questionsAfterRun }),
    lost: state.lost,
    told: state.told ?? null,
  };
  replaceFile(path, JSON.stringify(saved), true);
}

function parse(text: string): z.infer<typeof schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
