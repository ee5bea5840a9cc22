import type { Ending } from '../../domain/run/event.ts';
import type { Pause, Resting } from '../../domain/session/standing.ts';
import type { View } from '../session/look.ts';
import type { Report } from './report.ts';

/** What comes next: an iteration (or one that was already paid for), or none. */
export type Step =
  | { readonly kind: 'act'; readonly view: View }
  | { readonly kind: 'adopted'; readonly view: View; readonly report: Report }
  | {
      readonly kind: 'rest';
      readonly view: View;
      readonly ending: Resting;
      /** The folder's fingerprint before the look: what changes from then on is news. */
      readonly seen: string;
      /** A person has stopped the run: it does not stay. */
      readonly stopped: boolean;
    }
  /** A person has stopped the run, which would have spawned. */
  | ({ readonly kind: 'stopped' } & Pause)
  /** A signal came while a command held the lock. */
  | { readonly kind: 'signalled' };

/** A step that has an iteration. */
export type ActStep = Extract<Step, { kind: 'act' | 'adopted' }>;

/** A step without an iteration. */
export type RestStep =
  | Exclude<Step, ActStep>
  /** The run ends before a spawn that the session would allow. */
  | { readonly kind: 'bound'; readonly ending: Ending };
