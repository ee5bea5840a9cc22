/** A session of this machine whose newest state the remote does not have. */
interface Named {
  readonly config: string;
  readonly session: string;
}

export type PushedAgain =
  | 'pushed'
  /** Another process has it now, or the remote refuses. */
  | 'later'
  /** Another machine has the session. */
  | 'lost';

export interface PushAgainParts<One extends Named> {
  readonly unpushed: () => Promise<readonly One[]>;
  /** Never throws. */
  readonly push: (one: One) => Promise<PushedAgain>;
  /** A clock that only runs on. */
  readonly nowMs: () => number;
  readonly hasEnded: () => boolean;
}

const FIRST_MS = 10_000;
const LONGEST_MS = 15 * 60_000;

interface Tried {
  readonly times: number;
  readonly nextMs: number;
}

/** One pass over the sessions that wait without a state on the remote: each is tried again after a time that doubles. */
export function openPushAgain<One extends Named>(parts: PushAgainParts<One>): () => Promise<void> {
  let tried: ReadonlyMap<string, Tried> = new Map();
  return async () => {
    const now = new Map<string, Tried>();
    for (const one of await parts.unpushed()) {
      if (parts.hasEnded()) return;
      const name = `${one.config}\n${one.session}`;
      const before = tried.get(name) ?? { times: 0, nextMs: -Infinity };
      now.set(name, before.nextMs > parts.nowMs() ? before : await again(parts, one, before));
    }
    tried = now;
  };
}

async function again<One extends Named>(
  { push, nowMs }: PushAgainParts<One>,
  one: One,
  { times }: Tried,
): Promise<Tried> {
  const pushed = await push(one);
  const afterMs = pushed === 'lost' ? Infinity : Math.min(FIRST_MS * 2 ** times, LONGEST_MS);
  return { times: times + 1, nextMs: nowMs() + afterMs };
}
