import type { QueueTask } from '../../domain/queue/queued.ts';
import { lockFleet } from './database/schema.ts';
import type { Fleet } from './fleet.ts';
import { addPlace } from './queue/add-place.ts';
import { lockPlace } from './queue/place-row.ts';
import { wakePlace } from './queue/wake-place.ts';
import { markReleased } from './session-row.ts';

/**
 * A person gives a session up, whose state was pushed: any machine may run it, also where it waited. False: another
 * machine has it by now, and nothing was changed.
 */
export async function releaseSession(
  fleet: Fleet,
  task: QueueTask,
  { isDone }: { readonly isDone: boolean },
): Promise<boolean> {
  return await fleet.database.inTransaction(async (sql) => {
    await lockFleet(sql);
    if (!(await markReleased(fleet, sql, task))) return false;
    if (isDone) return true;
    const { kind, queued } = await addPlace(fleet, sql, task);
    if (kind === 'queued') return true;
    const row = await lockPlace(sql, queued.id);
    if (row !== undefined) await wakePlace(fleet, sql, row);
    return true;
  });
}
