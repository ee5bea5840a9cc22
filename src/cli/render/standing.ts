import type { View } from '../../app/session/look.ts';
import { isRetried } from '../../domain/session/standing.ts';
import { printable } from '../../domain/text/printable.ts';
import { clock, pausedWords, WAIT_CURE } from './words.ts';

/** The state of a session and the next useful act, in one line. */
export function standingLine(view: Pick<View, 'phase' | 'standing' | 'ledger'>): string {
  const { phase, standing } = view;
  const { paused } = view.ledger;
  if (paused !== undefined) {
    return printable(`in ${phase}, ${pausedWords(paused)} → samocode resume`);
  }
  switch (standing.kind) {
    case 'ready':
      return `in ${phase}, ready: samocode --session … goes on`;
    case 'done':
      return 'done';
    case 'waiting':
      return printable(
        `in ${phase}, waiting for ${standing.for}: ${standing.reason} → ${WAIT_CURE[standing.for]}`,
      );
    case 'blocked':
      if (isRetried(standing)) {
        const { needs, reason, retried } = standing;
        return printable(
          `blocked in ${phase} (needs ${needs}; each run tries again): ${reason} → ${retried.cure}`,
        );
      }
      return printable(
        `blocked in ${phase} (needs ${standing.needs}): ${standing.reason} → samocode resume --note "…"`,
      );
    case 'failed':
      return printable(`the provider failed in ${phase}: ${standing.reason}`);
    case 'parked':
      return printable(`parked in ${phase} until ${clock(standing.resumeAt)}: ${standing.reason}`);
  }
}
