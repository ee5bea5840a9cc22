import { type AgentEvent, isOfModel } from '../../domain/provider/agent-event.ts';
import { lifeOf, newsOf, type Witnesses, witnessWords } from '../../domain/provider/silence.ts';
import { formatDuration } from '../../domain/text/duration.ts';
import type { ReportEvent } from '../run/loop.ts';

/** Tells of an attempt that says nothing: when it changes, at growing distances, never as a flood. */
export interface QuietTeller {
  readonly onEvent: (event: AgentEvent) => void;
  readonly onQuiet: (witnesses: Witnesses) => void;
}

/** A silence that people were told of is worth a word at its end. */
const LONG_MS = 5 * 60_000;

export function quietTeller(report: ReportEvent): QuietTeller {
  const told = new Set<string>();
  /** The model itself has said or done something. */
  let hasSpoken = false;
  let retry: string | undefined;
  let longMs = 0;

  return {
    onEvent: (event) => {
      hasSpoken ||= isOfModel(event) || event.kind === 'finished';
      retry = event.kind === 'retrying' ? event.text : undefined;
      told.clear();
      if (longMs === 0) return;
      const text = `an event again after ${formatDuration(longMs)}`;
      longMs = 0;
      report({ kind: 'quiet', state: 'busy', silentMs: 0, text });
    },
    onQuiet: (witnesses) => {
      const silentMs = witnesses.eventMs;
      const state = lifeOf(witnesses, hasSpoken);
      const news = newsOf(state, silentMs);
      if (news === undefined) return;
      if (longMs > 0 || (silentMs >= LONG_MS && state !== 'busy')) longMs = silentMs;
      if (told.has(news)) return;
      told.add(news);
      const since = retry === undefined ? '' : `; the CLI's last word: ${retry}`;
      report({ kind: 'quiet', state, silentMs, text: witnessWords(witnesses) + since });
    },
  };
}
