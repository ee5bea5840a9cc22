import { findExisting, type PlaceFlags } from '../../compose/place/place.ts';
import { checkpointedWork } from '../../compose/reading/checkpoints.ts';
import { print, printJson } from '../../console/print.ts';
import { checkpointJson, checkpointLine } from '../../render/checkpoints.ts';

/** `samocode checkpoints`: the kept states of the session's worktree, the oldest first. */
export async function checkpointsCommand(
  flags: PlaceFlags & { readonly json?: boolean },
): Promise<number> {
  const place = findExisting(flags);
  const checkpoints = await checkpointedWork(place).list();
  if (flags.json === true) checkpoints.forEach((one) => printJson(checkpointJson(one)));
  else if (checkpoints.length === 0) print(`${place.folder.folder}: there is no checkpoint yet\n`);
  else checkpoints.forEach((one) => print(checkpointLine(one)));
  return 0;
}
