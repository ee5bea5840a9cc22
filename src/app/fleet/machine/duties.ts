import type { HeldClaim, KnownClaims, MachineLink, ToldBox } from '../../ports/queue/machine.ts';
import type { Queue, QueueClaim } from '../../ports/queue/queue.ts';

/** The parts of a machine's duties. */
export interface DutyParts {
  readonly machine: string;
  readonly heartbeatMs: number;
  readonly link: MachineLink;
  /** The queue of the fleet itself. */
  readonly queue: Queue;
  readonly claims: KnownClaims;
  readonly told: ToldBox;
  /** Milliseconds since the machine started, over all its processes. */
  readonly bootMs: () => number;
  readonly isOwnProcess: (claim: HeldClaim) => boolean;
  /** There may be work to do. */
  readonly ring: () => void;
  /** A person asked this machine to end its work. */
  readonly drain: () => void;
  readonly warn: (text: string) => void;
}

export interface Duties {
  /** The queue, as `samocode work` uses it: this machine answers for each claim from its beginning to its settlement. */
  readonly queue: Queue;
  /** All duties once; at least three times in a heartbeat. Rejects where the database is silent. */
  readonly tick: () => Promise<void>;
  /** Tells the database the news of runs since. */
  readonly tellNews: () => Promise<void>;
}

/** The duties of a machine of a fleet while `samocode work` runs there. */
export function openDuties(parts: DutyParts): Duties {
  const news = openNews(parts);
  /** Claims whose answer is still to come: the database may have them, and no file. */
  const asked = { count: 0 };
  return {
    queue: dutifulQueue(parts, news, asked),
    tellNews: news.tellAll,
    tick: async () => {
      const { claims, link, queue, bootMs } = parts;
      const before = asked.count;
      const known = claims.ids();
      const confirmedMs = bootMs();
      const held = await link.beatClaims();
      await confirm(parts, { known, held, confirmedMs });
      if (before === 0 && asked.count === 0) await giveBackUnknown(parts, held);
      const state = await link.beat();
      if (state === 'draining') parts.drain();
      if (state === 'another machine has this name') {
        parts.warn(`another machine is called ${parts.machine} too: set SAMOCODE_MACHINE`);
      }
      await news.tellAll();
      const freed = await queue.sweep(Date.now());
      await link.listen();
      if (freed.length > 0) parts.ring();
    },
  };
}

/** The news of runs, and the part of it that the database has. */
interface News {
  readonly tell: (id: string) => Promise<void>;
  readonly tellAll: () => Promise<void>;
  readonly forget: (id: string) => void;
}

function openNews({ told, link }: DutyParts): News {
  const sent = new Map<string, string>();
  const tell = async (id: string): Promise<void> => {
    const one = told.read(id);
    const text = JSON.stringify(one);
    if (one === undefined || sent.get(id) === text) return;
    await link.tell(one);
    sent.set(id, text);
  };
  return {
    tell,
    tellAll: async () => {
      for (const id of told.ids()) await tell(id);
    },
    forget: (id) => {
      told.remove(id);
      sent.delete(id);
    },
  };
}

function dutifulQueue(parts: DutyParts, news: News, asked: { count: number }): Queue {
  const { queue, claims, bootMs } = parts;
  return {
    ...queue,
    claim: async (...how) => {
      const confirmedMs = bootMs();
      asked.count += 1;
      try {
        const claim = await queue.claim(...how);
        if (claim !== null) await noteClaim(parts, claim, confirmedMs);
        return claim;
      } finally {
        asked.count -= 1;
      }
    },
    settle: async (claim, how) => {
      const { id } = claim.queued;
      // The others know where the session is before one of them may have it.
      await news.tell(id);
      const isOurs = await queue.settle(claim, how);
      claims.remove(id);
      news.forget(id);
      return isOurs;
    },
  };
}

/** Before its run starts. A claim that cannot be noted is given back. */
async function noteClaim(
  { machine, heartbeatMs, claims, told, queue }: DutyParts,
  claim: QueueClaim,
  confirmedMs: number,
): Promise<void> {
  const { id, config, session, addedAt } = claim.queued;
  try {
    told.remove(id);
    const { take, mayBegin } = claim;
    const known = { config, session, machine, heartbeatMs, confirmedMs };
    claims.write(id, { ...known, take, mayBegin, addedAt });
  } catch (error) {
    await queue.settle(claim, { kind: 'again' });
    throw error;
  }
}

/** Writes down which claims the database confirmed, and which are over. `known`: those noted before it was asked. */
async function confirm(
  { claims, link, machine }: DutyParts,
  of: {
    readonly known: readonly string[];
    readonly held: readonly HeldClaim[];
    readonly confirmedMs: number;
  },
): Promise<void> {
  const { known, held, confirmedMs } = of;
  const ours = new Set(held.map(({ id }) => id));
  for (const id of known) {
    const claim = claims.read(id);
    if (claim === undefined || claim.lost !== undefined) continue;
    if (ours.has(id)) {
      claims.write(id, { ...claim, confirmedMs });
      continue;
    }
    const holder = await link.holderOf(claim);
    if (holder.machine !== machine)
      claims.write(id, { ...claim, lost: { machine: holder.machine } });
    // A person took it out of the line: no other machine can have it, and its run goes on.
    else if (!holder.isInLine) claims.write(id, { ...claim, confirmedMs });
  }
}

/** The claims of this process whose answer never came. */
async function giveBackUnknown(parts: DutyParts, held: readonly HeldClaim[]): Promise<void> {
  const { claims, queue, isOwnProcess } = parts;
  const noted = new Set(claims.ids());
  for (const one of held.filter((claim) => isOwnProcess(claim) && !noted.has(claim.id))) {
    const { id, config, session, claim } = one;
    const queued = { id, config, session, priority: 0, holds: [], addedAt: 0 };
    await queue.settle({ id: claim, queued }, { kind: 'again' });
  }
}
