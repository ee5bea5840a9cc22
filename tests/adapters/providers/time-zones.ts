import { afterEach } from 'vitest';

const home = process.env['TZ'];

/** Node reads TZ anew when it is set (in a process of its own, as the tests' pool has them). */
export function inZone<Result>(zone: string, work: () => Result): Result {
  process.env['TZ'] = zone;
  return work();
}

afterEach(() => {
  if (home === undefined) delete process.env['TZ'];
  else process.env['TZ'] = home;
});
