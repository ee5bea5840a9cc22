import type { StateTravel } from '../../../app/ports/fleet/state-travel.ts';
import { publishWords } from '../../../domain/report/publish-failure.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { commitState } from './push/commit-state.ts';
import { pushState } from './push/push-state.ts';
import { NoRemote } from './remote-git.ts';
import type { StatePlace } from './state-place.ts';
import { takeState } from './take/take-state.ts';

/** Carries a session through the git remote, as one commit for each boundary (docs/fleet.md). */
export function openStateTravel(place: StatePlace): StateTravel {
  return {
    push: async (boundary, stops) => {
      try {
        return await pushState(place, await commitState(place, boundary, stops), stops);
      } catch (error) {
        return { kind: 'unmovable', why: publishWords(errorMessage(error)) };
      }
    },
    take: async (stops) => {
      let mayBePushed = false;
      const onPush = (): void => {
        mayBePushed = true;
      };
      try {
        return await takeState(place, stops, onPush);
      } catch (error) {
        if (error instanceof NoRemote) return { kind: 'none' };
        return { kind: 'failed', why: publishWords(errorMessage(error)), mayBePushed };
      }
    },
  };
}
