import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createFolders } from '../../../../adapters/config/folders/folders.ts';
import { randomId } from '../../../../adapters/random-id.ts';
import { findSession } from '../../../../adapters/session/folder.ts';
import { readClaimFile } from '../../../../adapters/work/claim-file.ts';
import { writeRunEnd } from '../../../../adapters/work/run-ends.ts';
import type { StateTaken } from '../../../../app/ports/fleet/state-travel.ts';
import type { KnownClaim } from '../../../../app/ports/queue/machine.ts';
import { NEVER } from '../../../../app/ports/repository.ts';
import type { Told } from '../../../../domain/fleet/told.ts';
import { publishWords } from '../../../../domain/report/publish-failure.ts';
import { folderBegun } from '../../../../domain/session/naming/names.ts';
import { errorMessage } from '../../../../domain/text/error-code.ts';
import { printable } from '../../../../domain/text/printable.ts';
import { holderName } from '../../../render/holder.ts';
import type { Project } from '../../place/place.ts';
import { leasesIn } from '../../running/leases-in.ts';
import { openTravel } from '../state/travel.ts';

/** Before another try, here or on another machine. */
const AGAIN_MS = 15 * 60_000;

/**
 * Takes the files of a session that another machine had, before its first attempt here. The text: why they cannot be
 * taken, which `endPath` tells `samocode work`; undefined: the session is here. Where `projectHere` refuses, nothing is taken.
 */
export async function takeFirst(
  projectHere: () => Promise<Project>,
  {
    claimPath,
    endPath,
    warn,
  }: {
    readonly claimPath: string;
    readonly endPath: string;
    readonly warn: (text: string) => void;
  },
): Promise<string | undefined> {
  const claim = readClaimFile(claimPath);
  if (claim === undefined || (claim.take === undefined && claim.mayBegin !== true))
    return undefined;
  const project = await projectHere();
  const taken = await takeClaimed(project, claim);
  if (taken.kind === 'none' && claim.mayBegin === true) return undefined;
  if (taken.kind === 'taken') {
    for (const path of taken.aside) warn(oldCopyWords(path));
    return undefined;
  }
  const why = `${claim.machine} cannot take the session: ${printable(notTakenWords(taken), 600)}`;
  writeRunEnd(endPath, { kind: 'waits', until: Date.now() + AGAIN_MS, why });
  return why;
}

type Taken = TakenHere | Exclude<StateTaken, { kind: 'taken' }>;

async function takeClaimed(project: Project, claim: KnownClaim): Promise<Taken> {
  const { machine, take } = claim;
  if (take !== undefined) return await takeSession(project, { folder: take, machine });
  try {
    const folder = await folderElsewhere(project, claim);
    return folder === undefined
      ? { kind: 'none' }
      : await takeSession(project, { folder, machine });
  } catch (error) {
    return { kind: 'failed', why: publishWords(errorMessage(error)), mayBePushed: false };
  }
}

/** The machine that had the session told no folder: that of its state, if it has pushed one. The day may have ended since. */
async function folderElsewhere(
  project: Project,
  { session, machine, addedAt = 0 }: KnownClaim,
): Promise<string | undefined> {
  const folder = findSession(project.config.sessions, session, new Date());
  const travel = openTravel({ ...project, folder }, { machine, run: randomId() });
  const there = (await travel?.foldersThere(session, NEVER)) ?? [];
  return folderBegun(session, there, new Date(addedAt));
}

export function oldCopyWords(path: string): string {
  return `the files of its earlier stay on this machine are at ${printable(path)}`;
}

/** Why a session could not be taken. */
export function notTakenWords(taken: Exclude<StateTaken, { kind: 'taken' }>): string {
  switch (taken.kind) {
    case 'none':
      return 'no git remote has a state of it';
    case 'refused': {
      const { reason, cure } = taken.refusal;
      return `${reason} → ${cure}`;
    }
    case 'failed':
      return taken.why;
  }
}

export interface TakenHere extends Pick<Extract<StateTaken, { kind: 'taken' }>, 'kind' | 'aside'> {
  /** Null: it was here already. */
  readonly pushed: Told['pushed'];
}

/** Takes the state of a session from the remote, unless it is here already. */
export async function takeSession(
  project: Project,
  { folder: name, machine }: { readonly folder: string; readonly machine: string },
): Promise<Taken> {
  createFolders(project.missing);
  const path = join(project.config.sessions, name);
  const folder = { path, folder: name, exists: existsSync(path) };
  const travel = openTravel({ ...project, folder }, { machine, run: randomId() });
  if (travel === undefined) return { kind: 'none' };
  // A run that was killed had taken it, or this machine gave it back and nobody took it.
  if (folder.exists && (await travel.isHeldHere(NEVER)))
    return { kind: 'taken', aside: [], pushed: null };
  const holder = folder.exists ? leasesIn(path, NEVER.stop).holder() : undefined;
  if (holder !== undefined) {
    const reason = `a run works in its old folder ${path}: ${holderName(holder, Date.now())}`;
    return { kind: 'refused', refusal: { kind: 'refused', reason, cure: 'end that run' } };
  }
  const taken = await travel.take(NEVER);
  if (taken.kind !== 'taken') return taken;
  const { aside, commit, meta } = taken;
  return { kind: 'taken', aside, pushed: { iteration: meta.iteration, commit } };
}
