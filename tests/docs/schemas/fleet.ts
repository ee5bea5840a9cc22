import * as z from 'zod';
import { MACHINE_STATES, type MachineLine } from '../../../src/cli/render/fleet/machines.ts';
import { describes } from './same.ts';
import { amount, count, oneOf, text, v } from './words.ts';

/* A fleet of machines. */

export const machineOfFleet = describes<MachineLine>()(
  z.strictObject({
    v,
    machine: text('its name'),
    running: count('the sessions that it has claimed'),
    slots: count('the sessions that it runs at once'),
    state: oneOf(MACHINE_STATES, '`silent`: others may take its sessions over'),
    seenAgoMs: amount('milliseconds since its last sign of life'),
    clockOffsetMs: amount('milliseconds by which its clock is ahead of that of the database'),
    version: text('of its samocode'),
  }),
);
