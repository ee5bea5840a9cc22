import { describe, expect, test } from 'vitest';
import { readWorkHours, shiftAt } from '../../../src/domain/queue/work-hours.ts';
import { afterNone, beforeTake, type WorkNow } from '../../../src/domain/queue/work-step.ts';

const GB = 2 ** 30;
const at = (hours: number, minutes = 0, day = 10): number =>
  new Date(2026, 0, day, hours, minutes).getTime();
const NOW = at(12);

const FREE: WorkNow = {
  ...{ now: NOW, isDrained: false, shift: undefined, memory: 4 * GB, leastBytes: 1.5 * GB },
  ...{ runs: 0, young: 0 },
};

describe('the hours of work', () => {
  const night = readWorkHours({ from: '22:00', until: '07:00' });
  if (night === undefined) throw new Error('no hours');

  test('over midnight are open from the one time to the other, each day', () => {
    const shift = (now: number) => shiftAt(night, now, at(12));
    expect(shift(at(21, 59))).toEqual({ kind: 'closed', from: at(22) });
    expect(shift(at(22))).toEqual({ kind: 'open', until: at(7, 0, 11) });
    expect(shift(at(6, 59, 11))).toEqual({ kind: 'open', until: at(7, 0, 11) });
    expect(shift(at(7, 0, 11))).toEqual({ kind: 'closed', from: at(22, 0, 11) });
  });

  test('of --until alone are over after it, and do not come again', () => {
    const hours = readWorkHours({ until: '7:00' });
    if (hours === undefined) throw new Error('no hours');
    const begun = at(23);
    expect(shiftAt(hours, at(6, 0, 11), begun)).toEqual({ kind: 'open', until: at(7, 0, 11) });
    expect(shiftAt(hours, at(7, 0, 11), begun)).toEqual({ kind: 'over' });
    expect(shiftAt(hours, at(23, 0, 11), begun)).toEqual({ kind: 'over' });
  });

  test('that nobody can keep are refused with hours that can be kept', () => {
    const refusals = [
      { from: '22:00' },
      { from: '25:00', until: '7:00' },
      { from: '7:00', until: '7:00' },
    ];
    for (const flags of refusals) expect(() => readWorkHours(flags)).toThrow(/--from|--until/);
    expect(readWorkHours({})).toBeUndefined();
  });
});

describe('before the next session is taken', () => {
  test('one may start where nothing speaks against it', () => {
    expect(beforeTake(FREE)).toEqual({ kind: 'take' });
    expect(beforeTake({ ...FREE, memory: undefined })).toEqual({ kind: 'take' });
  });

  test('none starts below the least memory, that of young runs included', () => {
    expect(beforeTake({ ...FREE, memory: 1.4 * GB })).toMatchObject({
      kind: 'wait',
      for: 'memory',
    });
    expect(beforeTake({ ...FREE, memory: 2 * GB, young: 1 })).toEqual({ kind: 'take' });
    expect(beforeTake({ ...FREE, memory: 2 * GB, young: 3 })).toMatchObject({ for: 'memory' });
  });

  test('none starts outside of the hours', () => {
    const shift = { kind: 'closed', from: NOW + 1 } as const;
    expect(beforeTake({ ...FREE, shift })).toEqual({ kind: 'wait', for: 'hours', until: NOW + 1 });
  });

  test('drained, it ends with its last run', () => {
    expect(beforeTake({ ...FREE, isDrained: true, runs: 1 })).toMatchObject({ for: 'runs' });
    expect(beforeTake({ ...FREE, isDrained: true })).toEqual({ kind: 'end', why: 'drained' });
    const shift = { kind: 'over' } as const;
    expect(beforeTake({ ...FREE, shift })).toEqual({ kind: 'end', why: 'hours' });
  });
});

describe('after nothing could be taken', () => {
  const waits = (until: number | null) => ({ state: { kind: 'waits', until, why: '' } }) as const;
  const with_ = (untilEmpty: boolean, runs = 0) => ({ now: NOW, runs, untilEmpty });

  test('it sleeps until the first wait is over', () => {
    const later = { state: { kind: 'queued' }, notBefore: NOW + 2 } as const;
    const queued = [waits(null), waits(NOW + 3), later];
    expect(afterNone(queued, with_(true))).toEqual({ kind: 'wait', for: 'queue', until: NOW + 2 });
  });

  test('--until-empty ends it where only people can end the waits', () => {
    expect(afterNone([waits(null)], with_(true))).toEqual({ kind: 'end', why: 'empty' });
    expect(afterNone([waits(null)], with_(true, 1))).toMatchObject({ kind: 'wait' });
    expect(afterNone([waits(null)], with_(false))).toMatchObject({
      kind: 'wait',
      until: undefined,
    });
    expect(afterNone([{ state: { kind: 'running' } }], with_(true))).toMatchObject({
      kind: 'wait',
    });
  });
});
