import { readClaimFile } from '../../../../adapters/work/claim-file.ts';
import { writeRunEnd } from '../../../../adapters/work/run-ends.ts';
import { takeClaimed } from '../../../../app/fleet/moves/take-claimed.ts';
import type { Project } from '../../place/place.ts';
import { holderNow, spotsIn } from './spots.ts';

interface ClaimPaths {
  readonly claimPath: string;
  readonly endPath: string;
}

/** Takes the files of the session of a claim (`takeClaimed`). Where `projectHere` refuses, nothing is taken. */
export async function takeFirst(
  projectHere: () => Promise<Project>,
  { claimPath, endPath }: ClaimPaths,
  onAside: (path: string) => void,
): Promise<string | undefined> {
  const claim = readClaimFile(claimPath);
  return await takeClaimed({
    ...{ claim, onAside, holderName: holderNow, now: Date.now },
    spots: async () => spotsIn(await projectHere(), claim?.machine ?? ''),
    tellEnd: (end) => {
      writeRunEnd(endPath, end);
    },
  });
}
