import type { MachineLink } from '../../app/ports/queue/machine.ts';
import { openLastingRefusals } from '../../domain/fleet/lasting-refusals.ts';
import { openChanges } from './database/changes.ts';
import type { Fleet } from './fleet.ts';
import { beatMachine, type MachineFacts } from './machines.ts';
import { beatClaims, holderOf } from './queue/held.ts';
import { type Refusal, refusalOf } from './refusals.ts';
import { keepTold } from './session-row.ts';

/** The duties of this machine in the database; `onChange`: another machine or a person has changed something. */
export function openMachineLink(
  fleet: Fleet,
  facts: MachineFacts,
  onChange: () => void,
): MachineLink & { readonly end: () => void } {
  const changes = openChanges(fleet.database, onChange);
  const lasting = openLastingRefusals(() => performance.now());
  /** Tells the others no refusal that may be over in a moment. */
  const refusal: Refusal = (config) => lasting(config, refusalOf(fleet, config));
  let offsetMs = 0;
  return {
    beatClaims: () => beatClaims(fleet),
    holderOf: (claim) => holderOf(fleet, claim),
    beat: async () => {
      const beat = await beatMachine(fleet, facts, offsetMs, refusal);
      if (beat === undefined) return 'another machine has this name';
      offsetMs = beat.clockOffsetMs;
      return beat.isDraining ? 'draining' : 'fine';
    },
    tell: async (told) => {
      await keepTold(fleet, told);
    },
    listen: changes.check,
    end: changes.end,
  };
}
