import { existsSync, readFileSync, rmSync } from 'node:fs';
import { interleaved, runTask, takeStamps } from '../measure.js';
import { makeMachine, until, whileWorking } from './machine.js';

/** @typedef {import('../table.js').Figure} Figure */
/** @typedef {import('../rig.js').Rig} Rig */

const ACTS = 15;
const ROUNDS = 5;
const TURNS = 20;

/**
 * From the start of `samocode note` on a machine without the session until it has told the outcome, while an agent of
 * the session is at work on another machine.
 *
 * @param {Rig} rig
 * @param {string} url
 * @returns {Promise<Figure[]>}
 */
export const acts = async (rig, url) => {
  const [here, there] = [makeMachine(rig, 'here', url), makeMachine(rig, 'there', url)];
  there.begin('acted-on');
  await runTask(there.task('queue', 'add', 'acted-on', '--config', there.config));
  const agent = [`--bench-stamps=${rig.stamps}`, '--bench-quiet=600000'];
  const note = ['note', '--config', here.config, '--session', 'acted-on', 'use the table'];
  const ms = await whileWorking(there, agent, async () => {
    await until('the agent', () => existsSync(rig.stamps));
    return await interleaved(ACTS, {
      limit: async () => (await runTask({ ...rig.node('-e', '0'), limitMs: 60_000 })).tookMs,
      act: async () => (await runTask(here.task(...note))).tookMs,
    });
  });
  rmSync(rig.stamps);
  const what = 'act elsewhere, until it is applied';
  return [{ id: 'P16', what, value: ms.act / ms.limit, goal: 30, limit: 'node -e 0' }];
};

/**
 * The turn gap under `samocode work`, on the only machine of a fleet and on one without a fleet.
 *
 * @param {Rig} rig
 * @param {string} url
 * @returns {Promise<Figure[]>}
 */
export const turns = async (rig, url) => {
  let round = 0;
  const gapsOn = (/** @type {import('./machine.js').Machine} */ machine) => async () => {
    const session = `turns-${(round += 1)}`;
    machine.begin(session);
    await runTask(machine.task('queue', 'add', session, '--config', machine.config));
    const agent = [`--bench-stamps=${rig.stamps}`];
    await whileWorking(machine, agent, () =>
      until(`turn ${TURNS}`, () => stampsIn(rig.stamps) >= 2 * TURNS),
    );
    await runTask(machine.task('queue', 'remove', session, '--config', machine.config));
    return takeStamps(rig.stamps).gaps;
  };
  const ms = await interleaved(ROUNDS, {
    alone: gapsOn(makeMachine(rig, 'alone')),
    fleet: gapsOn(makeMachine(rig, 'only', url)),
  });
  const what = 'turn gap, fleet of one';
  return [{ id: 'P16', what, value: ms.fleet / ms.alone, goal: 1.2, limit: 'no fleet' }];
};

/** @param {string} path */
const stampsIn = (path) =>
  existsSync(path) ? readFileSync(path, 'latin1').split('\n').length - 1 : 0;
