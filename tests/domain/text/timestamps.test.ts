import { describe, expect, it } from 'vitest';
import { folderDate, rowTimestamp, timestampsOf } from '../../../src/domain/text/timestamps.ts';

const EARLY = new Date(2026, 1, 3, 4, 5, 6);

describe('the stamps of an iteration', () => {
  it('are local, padded, and in the forms the original has', () => {
    expect(timestampsOf(EARLY, 9)).toEqual({
      file: '02-03-04:05',
      log: '02-03 04:05',
      iteration: '[009 @ 02-03 04:05]',
    });
  });

  it('count on past 999', () => {
    expect(timestampsOf(EARLY, 1000).iteration).toBe('[1000 @ 02-03 04:05]');
  });

  it('know the last minute of a year', () => {
    expect(timestampsOf(new Date(2026, 11, 31, 23, 59, 59), 1).log).toBe('12-31 23:59');
  });
});

describe('the timestamp of a row', () => {
  it('has the seconds and the whole year', () => {
    expect(rowTimestamp(EARLY)).toBe('2026-02-03 04:05:06');
  });
});

describe('the date of a folder', () => {
  it('has two digits of the year', () => {
    expect(folderDate(EARLY)).toBe('26-02-03');
    expect(folderDate(new Date(2105, 0, 1))).toBe('05-01-01');
  });
});
