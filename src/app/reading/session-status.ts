import type { SteerKind } from '../../domain/people/steer.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import type { Need, WaitReason } from '../../domain/phases/rules.ts';
import type { Resting } from '../../domain/session/standing.ts';

/** The fields that `status --json` and `list --json` share, version 1: fields are only ever added (docs/json.md). */
export interface SessionStatus {
  readonly v: 1;
  readonly session: string;
  readonly path: string;
  readonly phase: Phase;
  /** A session that is `ready` is `running` or `idle`. */
  readonly state: Resting['kind'] | 'running' | 'idle';
  readonly awaiting: WaitReason | null;
  readonly reason: string | null;
  readonly needs: Need | null;
  /** While blocked: each run tries again by itself, without `resume`. */
  readonly retried: boolean;
  /** The running number of the last iteration recorded. */
  readonly iteration: number;
  /** The iteration that is in progress; null: none is. */
  readonly running: {
    readonly iteration: number;
    readonly attempt: number;
    /** ISO 8601: when this attempt began. */
    readonly startedAt: string;
  } | null;
  /** Messages of people that no run has read yet. */
  readonly pending: readonly {
    readonly kind: SteerKind;
    readonly by: string;
    readonly note: string | null;
  }[];
  readonly holder: {
    readonly run: string;
    readonly pid: number;
    readonly host: string;
    readonly since: string;
    /** ISO 8601: when its loop was last seen to turn. */
    readonly beatAt: string | null;
    /** How long ago that was, when it is longer than it ever should be. */
    readonly silentMs: number | null;
    /** On this machine and in this container: its process can be seen, and lives. */
    readonly visible: boolean;
  } | null;
  readonly lastAction: string | null;
  readonly next: string | null;
  /** ISO 8601: when it goes on by itself. */
  readonly resumeAt: string | null;
  /** The cost so far, as far as it is known: reported, or computed from tokens. */
  readonly costUsd: number;
  /** The computed part of it, and the day of the last prices. */
  readonly pricedUsd: number;
  readonly pricesOf: string | null;
  readonly tokens: number;
  /** Who paid last: the CLI's own word, or the variable that decided it. */
  readonly billing: string | null;
}
