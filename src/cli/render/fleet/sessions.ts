import type { FleetSession } from '../../../domain/fleet/fleet-session.ts';
import { projectOf } from '../../../domain/queue/words.ts';
import { printable } from '../../../domain/text/printable.ts';
import { tableLines } from '../reading/table.ts';
import { moneyWords } from '../words.ts';

/** One line of `list --fleet --json`, version 1: fields are only ever added (docs/json.md). */
export interface FleetSessionLine extends Omit<FleetSession, 'updatedAt'> {
  readonly v: 1;
  readonly updatedAt: string | null;
}

export function fleetSessionJson(one: FleetSession): FleetSessionLine {
  const { updatedAt } = one;
  return { v: 1, ...one, updatedAt: updatedAt === null ? null : new Date(updatedAt).toISOString() };
}

const HEAD = ['session', 'project', 'machine', 'phase', 'state', 'iteration', 'cost', ''];

/** A line for each session of the fleet that is not done. */
export function fleetSessionsText(sessions: readonly FleetSession[]): string {
  if (sessions.length === 0) return 'no session of the fleet is in line or at work\n';
  const rows = sessions.map((one) => [
    printable(one.session),
    projectOf(one.config),
    printable(one.machine ?? ''),
    one.phase ?? '',
    one.isRunning ? 'running' : (one.state ?? 'in line'),
    iterationOf(one),
    moneyWords(one.costUsd),
    printable(one.reason ?? one.unmovable ?? '', 200),
  ]);
  return tableLines([HEAD, ...rows], () => false)
    .map((line) => `${line}\n`)
    .join('');
}

function iterationOf({ iteration, pushedIteration }: FleetSession): string {
  if (iteration === null) return '';
  const isHere = pushedIteration !== iteration;
  return isHere ? `${iteration} (pushed: ${pushedIteration ?? 'none'})` : String(iteration);
}
