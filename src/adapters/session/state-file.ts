import type { RunState } from '../../app/ports.ts';
import { PHASES } from '../../domain/phase.ts';
import {
  count,
  number,
  object,
  oneOf,
  optional,
  orNull,
  text,
  whole,
  type ShapeOf,
} from '../../domain/shape.ts';
import { readRegular, replaceFile } from './files.ts';

const LIMIT_BYTES = 64 * 1024;

const isSaved = object({
  v: oneOf(1),
  mark: orNull(
    object({
      run: text,
      iteration: whole,
      attempt: whole,
      phase: oneOf(...PHASES),
      log: text,
      staleSignal: orNull(text),
      startedAt: text,
      before: optional(object({ commit: orNull(text), artefacts: text, since: number })),
    }),
  ),
  settledRows: orNull(whole),
  questionsAfterRun: optional(orNull(text)),
  lost: count,
  told: orNull(text),
});
type Saved = ShapeOf<typeof isSaved>;

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
  const saved: Saved = {
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

function parse(json: string): Saved | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isSaved(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
