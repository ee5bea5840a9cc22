import type { Decision } from '../phases/decision.ts';
import type { Phase } from '../phases/phase.ts';
import type { Cost } from '../provider/cost/usage.ts';
import type { ProviderName } from '../provider/provider-name.ts';
import type { Life } from '../provider/silence.ts';
import type { HandOver } from '../report/hand-over.ts';
import type { Base, Unpushed } from '../session/base.ts';
import type { Pause, Resting } from '../session/standing.ts';

/**
 * Everything a run tells while it goes on; cli/render turns it into words, published.ts into the
 * line of `--json`.
 */
export type RunEvent =
  | {
      readonly kind: 'run-started';
      readonly run: string;
      readonly session: string;
      readonly path: string;
      readonly provider: ProviderName;
      readonly phase: Phase;
      readonly configPath: string;
      /** The commit that the session's branch started at, once it has one. */
      readonly base?: Base | undefined;
      /** Who pays, where the environment decides it. */
      readonly billing?: string | undefined;
      /** The source of that variable: the environment, or file and line. */
      readonly billingFrom?: string | undefined;
      /** The settings of the quota guard for which no number is known. */
      readonly quotaUnknown?: readonly string[];
    }
  | {
      readonly kind: 'attempt-started';
      readonly phase: Phase;
      readonly iteration: number;
      readonly attempt: number;
      /** The configured model and effort; undefined: the CLI's own choice. */
      readonly model: string | undefined;
      readonly effort: string | undefined;
      /** The phase has a choice of its own, by its settings or the profile, or an effort. */
      readonly isOfPhase: boolean;
      /** The provider, where it works instead of the selected one. */
      readonly fallback?: ProviderName;
      /** The stronger profile of a phase that was stuck. */
      readonly profile?: string;
      readonly cwd: string;
      readonly log: string;
      /** The time limit of the attempt. */
      readonly timeoutMs: number;
    }
  | { readonly kind: 'activity'; readonly text: string }
  | {
      readonly kind: 'agent-started';
      readonly model: string | undefined;
      readonly cliVersion: string | undefined;
      readonly billing: string | undefined;
    }
  | { readonly kind: 'provider-retrying'; readonly text: string }
  /** No event for `silentMs`; 0: an event has come again. `text` describes the signs of life. */
  | {
      readonly kind: 'quiet';
      readonly state: Life;
      readonly silentMs: number;
      readonly text: string;
    }
  | {
      readonly kind: 'attempt-ended';
      readonly phase: Phase;
      readonly iteration: number;
      readonly attempt: number;
      readonly outcome: 'ok' | 'overload' | 'limit' | 'person' | 'permanent' | 'disk' | 'stopped';
      readonly reason: string | undefined;
      readonly durationMs: number;
      readonly cost: Cost;
      readonly swept: number;
      readonly log: string;
    }
  | { readonly kind: 'retrying'; readonly afterMs: number; readonly reason: string }
  /** The provider's limit: the run sleeps until `until` (epoch milliseconds). */
  | { readonly kind: 'limit'; readonly until: number; readonly reason: string }
  /** The provider is down: the run rests until then (epoch milliseconds) and tries again. */
  | { readonly kind: 'outage'; readonly until: number; readonly reason: string }
  /** The model answered again; the run rode the outage out for so long. */
  | { readonly kind: 'outage-over'; readonly afterMs: number }
  /** `SETUP` runs in the worktree. */
  | { readonly kind: 'setting-up'; readonly command: string; readonly timeoutMs: number }
  /** `VERIFY` runs, the proof of work. */
  | { readonly kind: 'proving'; readonly command: string; readonly timeoutMs: number }
  | {
      readonly kind: 'decided';
      readonly iteration: number;
      readonly from: Phase;
      readonly to: Phase;
      readonly decision: Decision['kind'];
      readonly summary: string | undefined;
      readonly reason: string | undefined;
      /** The reason is not the agent's. */
      readonly isOurs?: boolean;
    }
  /** An iteration changed nothing; after `limit` of them in a row the session is blocked. */
  | {
      readonly kind: 'no-progress';
      readonly iteration: number;
      readonly idle: number;
      readonly limit: number;
    }
  | { readonly kind: 'gate-opened'; readonly gate: 'answers' | 'approval' }
  /** The session's branch is about to be made at this commit. */
  | {
      readonly kind: 'base-chosen';
      readonly base: Base;
      /** Its commits that no remote has. */
      readonly unpushed?: Unpushed | undefined;
    }
  /** The wanted name of the session's branch is not free: it uses another one. */
  | {
      readonly kind: 'branch-chosen';
      readonly branch: string;
      readonly wanted: string;
      /** The branch in the way, which this session did not make. */
      readonly obstacle: string;
    }
  | { readonly kind: 'worktree-added'; readonly path: string; readonly branch: string }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  /** A signal asked the run to end. */
  | { readonly kind: 'stopping'; readonly signal: EndSignal }
  /** The run is over, or (with `resident`) stays for a person. */
  | {
      readonly kind: 'ended';
      readonly ending: Ending;
      readonly resident: boolean;
      /** Of a session that is done. */
      readonly handOver?: HandOver | undefined;
    };

/** What ends a run from outside. */
export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT';

/** How a run ends: the session rests, or something ends this run alone. */
export type Ending =
  | Resting
  | { readonly kind: 'once' }
  | {
      readonly kind: 'bound';
      readonly bound:
        | 'iterations'
        | 'duration'
        | 'cost'
        | 'session'
        | 'day'
        | 'month'
        | 'unknown-cost'
        /** Under `samocode work`: the session rests without a run; `limit` is the reason. */
        | 'rest'
        /** `samocode work` ends. */
        | 'drain';
      readonly limit: string;
      /** Of a limit of cost: US dollars that count against it. */
      readonly spentUsd?: number;
      /** Of `day` and `month`: when the next one begins; of `rest`: its end; epoch milliseconds. */
      readonly resumeAt?: number;
      /** The provider told that time. */
      readonly isOfProvider?: true;
    }
  /** The disk is full; `folder` is on it. */
  | { readonly kind: 'disk'; readonly reason: string; readonly folder: string }
  /** Another machine of the fleet has the session. */
  | {
      readonly kind: 'lost';
      /** Undefined: the fleet did not tell which. */
      readonly machine?: string | undefined;
      /** The ref of the git remote that has the work of this run that the other machine lacks. */
      readonly kept?: string | undefined;
    }
  /** A person stopped this run. */
  | ({ readonly kind: 'stopped' } & Pause)
  | { readonly kind: 'signalled'; readonly signal: EndSignal };

/** Whether the session rests, and not only this run ends. */
export function isResting(ending: Ending): ending is Resting {
  return !['once', 'bound', 'disk', 'lost', 'stopped', 'signalled'].includes(ending.kind);
}
