import type { MachineNow } from '../../../domain/fleet/machine.ts';
import { type InLine, lineOf, undoDrain } from '../../../domain/queue/in-line.ts';
import type { Fleet } from '../fleet.ts';
import { listMachines } from '../list-machines.ts';
import type { PlaceRow } from './place-row.ts';

/** Said of a machine that would refuse each run of a project. */
export function takesNone(config: string, why: string): string {
  return `this machine takes no sessions of ${config}: ${why}`;
}

/** Why nothing starts, or nothing on this machine. */
export async function notesOn(
  { machine, heartbeatMs, hasProject, unable, database: { sql } }: Fleet,
  rows: readonly PlaceRow[],
): Promise<readonly string[]> {
  const whyNotHere = (config: string): readonly string[] => {
    if (!hasProject(config)) return [`${config} is not on this machine: others run its sessions`];
    const why = unable(config);
    return why === undefined ? [] : [takesNone(config, why)];
  };
  const machines = await listMachines(sql);
  const living = machines.filter((one) => isLiving(one, heartbeatMs));
  const projects = new Set(rows.map(({ config }) => config));
  const isHere = living.some(({ name }) => name === machine);
  const closed = isHere ? [...projects].flatMap((config) => whyNotHere(config)) : [];
  const isDrained = machines.some((one) => one.name === machine && one.isDraining);
  return [
    ...(!machines.some((one) => starts(one, heartbeatMs))
      ? ['no machine of the fleet starts anything: to begin, samocode work on one of them']
      : []),
    ...(isDrained ? [`this machine is drained; to let it work again: ${undoDrain(machine)}`] : []),
    ...closed,
  ];
}

/** Whether some machine starts sessions; where none does, what this one could do. */
export async function starterOn(fleet: Fleet): Promise<InLine> {
  const { machine, heartbeatMs, ownWork, database } = fleet;
  const machines = await listMachines(database.sql);
  const others = machines.filter(({ name }) => name !== machine);
  if (others.some((one) => starts(one, heartbeatMs))) return { kind: 'started' };
  const own = ownWork();
  const isDrained = machines.some(({ name, isDraining }) => name === machine && isDraining);
  return isDrained ? { kind: 'drained', machine, own } : lineOf(own);
}

function starts(machine: MachineNow, heartbeatMs: number): boolean {
  return isLiving(machine, heartbeatMs) && !machine.isDraining;
}

function isLiving({ isSilent, seenAgoMs }: MachineNow, heartbeatMs: number): boolean {
  return !isSilent && seenAgoMs < heartbeatMs;
}
