import * as z from 'zod';
import { MACHINE_STATES, type MachineLine } from '../../../src/cli/render/fleet/machines.ts';
import type { FleetSessionLine } from '../../../src/cli/render/fleet/sessions.ts';
import { describes } from './same.ts';
import { amount, count, oneOf, orNull, text, textOrNull, v, yes } from './words.ts';

/* A fleet of machines. */

export const machineOfFleet = describes<MachineLine>()(
  z.strictObject({
    v,
    machine: text('its name'),
    running: count('the sessions that it has claimed'),
    slots: count('the sessions that it runs at once'),
    state: oneOf(MACHINE_STATES, '`silent`: others may take its sessions over'),
    seenAgoMs: amount('milliseconds since its last sign of life'),
    clockOffsetMs: z
      .int()
      .describe('milliseconds by which its clock is ahead of that of the database; negative: behind'),
    version: text('of its samocode'),
  }),
);

/** Of `list --fleet`. */
export const fleetSession = describes<FleetSessionLine>()(
  z.strictObject({
    v,
    session: text('its name'),
    config: text('the `.samocode` of its project'),
    machine: textOrNull('the machine that has it, or had it last; null: none yet'),
    isRunning: yes('a machine has claimed it'),
    phase: textOrNull('as its run told last; null: it has not begun'),
    state: textOrNull('its standing then'),
    awaiting: textOrNull('the event that it waits for'),
    reason: textOrNull('why it does not run'),
    iteration: orNull(count('the last one that was recorded'), 'null: none'),
    pushedIteration: orNull(count('the last one that another machine can go on from'), 'null: none'),
    unmovable: textOrNull('why the newest state is on its machine alone'),
    costUsd: orNull(amount('its cost'), 'null: not told'),
    updatedAt: textOrNull('when its run told of it last, ISO 8601'),
  }),
);
