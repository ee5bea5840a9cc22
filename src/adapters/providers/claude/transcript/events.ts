import type { TranscriptPart } from '../../../../domain/logs/transcript.ts';
import { parseClaudeLine } from '../parse.ts';
import type { Shown } from './shown.ts';

/** As a run understands the line; only the kinds that are asked for. */
export function eventsOf(
  line: string,
  kinds: readonly string[],
  more?: Shown,
): readonly TranscriptPart[] {
  return parseClaudeLine(line)
    .filter((event) => kinds.includes(event.kind))
    .flatMap((event): readonly TranscriptPart[] => {
      switch (event.kind) {
        case 'started':
          return [event];
        case 'retrying':
        case 'denied':
          return [{ kind: event.kind, text: event.text }];
        case 'limit':
          return [{ ...event, text: 'the usage window is used up' }];
        case 'quota':
          return [];
        case 'error':
          return [
            {
              kind: 'error',
              text: [event.code, event.status, event.text]
                .filter((it) => it !== undefined && it !== '')
                .join(' '),
            },
          ];
        case 'finished': {
          const { code, ok, costUsd, usage } = event;
          return [
            {
              kind: 'result',
              ok,
              text: [code, event.text].filter((it) => it !== undefined && it !== '').join(': '),
              ...(more?.num_turns !== undefined && { turns: more.num_turns }),
              ...(more?.duration_ms !== undefined && { durationMs: more.duration_ms }),
              ...(costUsd !== undefined && { costUsd }),
              ...(usage !== undefined && { usage }),
            },
          ];
        }
        case 'activity':
        case 'lost':
        case 'warning':
          return [{ kind: 'note', text: event.text }];
      }
    });
}
