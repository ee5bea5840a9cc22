import type { SessionStatus } from '../../../app/reading/session-status.ts';
import type { Paint } from '../live/paint.ts';

const STATE_COLOURS = {
  broken: 'error',
  failed: 'error',
  waiting: 'warning',
  blocked: 'error',
  running: 'bold',
  done: 'good',
  parked: 'info',
  paused: 'warning',
  idle: 'info',
} as const satisfies Record<SessionStatus['state'] | 'broken', keyof Paint>;

/** The colour of a session by its state. */
export function stateColour(state: keyof typeof STATE_COLOURS, colours: Paint): Paint['info'] {
  return colours[STATE_COLOURS[state]];
}
