import { openSentActs } from '../../../adapters/fleet/acts/acts.ts';
import type { Fleet } from '../../../adapters/fleet/fleet.ts';
import { carryOutActs } from '../../../app/fleet/carry-out.ts';
import type { ActedOn } from '../../../app/ports/fleet/acts.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import type { FleetAct, SentAct } from '../../../domain/fleet/act.ts';
import { isHeldByRun } from '../../../domain/session/push-holder.ts';
import { onceEach } from '../../once-each.ts';
import { afterActLine } from '../../render/standing/standing-line.ts';
import { openSession, prepareSession } from '../people/open-session.ts';
import { tellOpened } from '../people/tell-opened.ts';
import { rulesOf } from '../telegram/chat-rules.ts';
import { openInChat } from '../telegram/opened-session.ts';

type Warn = (text: string) => void;

/** Carries out the acts that persons have sent to this machine; `kind`: those of this one alone. Never rejects. */
export function actsHere(
  fleet: Pick<Fleet, 'database' | 'machine'>,
  warn: Warn,
  kind?: FleetAct['kind'],
): () => Promise<void> {
  const acts = openSentActs(fleet, kind);
  const tried = new Set<string>();
  // An act that cannot be done is tried in each pass.
  const warnOnce = onceEach(warn);
  const open = (sent: SentAct): ActedOn => openActedOn(sent, warnOnce);
  // A silent database is told by the duties of the machine.
  return () => carryOutActs({ acts, open, warn: warnOnce, tried }).catch(() => undefined);
}

function openActedOn({ config, session, folder, act }: SentAct, warn: Warn): ActedOn {
  // The messages of a session name its folder: the fleet may know a newer session of its name.
  const named = act?.kind === 'chat' ? act.folder : folder;
  const opened = openSession({ config, session: named ?? session }, warn);
  prepareSession(opened);
  const { store, leases, openings, place } = opened;
  const { telegram } = place.config;
  return {
    ...{ store, leases },
    // Who called this process did not act.
    writer: { store, run: opened.writer.run, now: () => new Date(), warn, openings },
    words: (view) => {
      const isHeld = isHeldByRun(leases.holder());
      return afterActLine(view, { config, session }, { line: opened.line(), isHeld });
    },
    inChat: (token) =>
      openInChat(
        { token, name: session, path: place.folder.path, config },
        { stateDir: place.stateDir, stop: NEVER.stop, warn },
      ),
    chatRules: () => telegram && rulesOf(place, telegram),
    tellOpenings: () => tellOpened(opened, warn),
  };
}
