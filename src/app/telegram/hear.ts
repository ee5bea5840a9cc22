import type { ChatFleet } from '../ports/fleet/chat.ts';
import type { Apply } from '../ports/telegram.ts';
import { applyAnywhere } from './anywhere.ts';
import { applyIncoming } from './apply.ts';
import { directoryFor, type DirectoryParts } from './projects/directory.ts';

/** The input of a process that hears Telegram. */
export interface HearingParts extends DirectoryParts {
  /** Undefined: this machine belongs to none, or has no right to poll yet. */
  readonly fleet: () => ChatFleet | undefined;
  /** Told of each thing that was done. */
  readonly heard: (text: string) => void;
}

/** Carries messages from Telegram out: on the sessions of this machine, and in a fleet on those of all machines. */
export function hearing(parts: HearingParts): Apply {
  return async (incoming) => {
    const directory = directoryFor(incoming, parts);
    const fleet = parts.fleet();
    const reply = await (fleet === undefined
      ? applyIncoming(directory, incoming)
      : applyAnywhere(directory, fleet, incoming));
    parts.heard(`${incoming.by}: ${reply.said === '' ? incoming.what.kind : reply.said}`);
    return reply;
  };
}
