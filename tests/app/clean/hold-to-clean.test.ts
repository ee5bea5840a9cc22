import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { prepareFolder } from '../../../src/adapters/session/folder.ts';
import { holdToClean } from '../../../src/app/clean/hold-to-clean.ts';
import { isPush } from '../../../src/domain/session/push-holder.ts';
import { openSession } from '../../support/session.ts';
import { leasesOf, newMachine } from '../../support/session-run.ts';

function scene() {
  const [session, machine] = [openSession(), newMachine()];
  const prepare = (): void => {
    prepareFolder(session.path);
  };
  const hold = () => holdToClean({ prepare, leases: leasesOf(session, machine, 2) }, 'clean');
  return { session, hold, ofRun: leasesOf(session, machine, 1) };
}

test('a run that begins while a session is cleaned waits for it as for a push', () => {
  const { hold, ofRun } = scene();
  const lease = hold();
  const met = ofRun.acquire('run', false);
  expect('holder' in met && isPush(met.holder)).toBe(true);
  lease?.release();
  expect(ofRun.acquire('run', false)).not.toHaveProperty('holder');
});

test('a session that a run holds is left alone', () => {
  const { hold, ofRun } = scene();
  const lease = ofRun.acquire('run', false);
  expect(hold()).toBeUndefined();
  expect('holder' in lease).toBe(false);
  expect(ofRun.holder()?.run).toBe('run');
});

test('a session whose folder cannot be used is left alone', () => {
  const { session, hold } = scene();
  rmSync(session.at('_logs'), { recursive: true });
  symlinkSync(session.root, session.at('_logs'));
  expect(hold()).toBeUndefined();
  expect(existsSync(session.at('.run/lease.json'))).toBe(false);
});

test('an error that is no explanation for a person is not hidden', () => {
  const { session } = scene();
  const prepare = (): void => {
    throw new TypeError('bug');
  };
  const leases = leasesOf(session, newMachine(), 2);
  expect(() => holdToClean({ prepare, leases }, 'clean')).toThrow('bug');
});
