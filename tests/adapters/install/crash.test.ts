import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Household, openHousehold } from './home-tree.ts';

const WRITES = [
  ...(['mkdirSync', 'writeFileSync', 'renameSync', 'symlinkSync'] as const),
  ...(['cpSync', 'rmSync', 'rmdirSync'] as const),
];

class Dead extends Error {}

/**
 * Runs `act` as if the program were killed: the `nth` write (from 0) and all after it do not happen.
 * A copy that dies is half done, and so is the removal of a folder. Says whether it came so far.
 */
function dieAt(nth: number, act: () => void): boolean {
  let writes = 0;
  const originals = WRITES.map((name) => [name, fs[name]] as const);
  for (const [name, original] of originals) {
    Object.assign(fs, {
      [name]: (...args: readonly unknown[]): unknown => {
        writes += 1;
        if (writes - 1 === nth) dieHalfWay(name, args);
        if (writes - 1 >= nth) throw new Dead();
        return Reflect.apply(original, fs, args);
      },
    });
  }
  syncBuiltinESMExports();
  try {
    act();
    return writes > nth;
  } catch (error) {
    if (!(error instanceof Dead)) throw error;
    return true;
  } finally {
    Object.assign(fs, Object.fromEntries(originals));
    syncBuiltinESMExports();
  }

  function dieHalfWay(name: (typeof WRITES)[number], args: readonly unknown[]): void {
    const [from, to] = args.map(String);
    const real = Object.fromEntries(originals);
    if (name === 'cpSync' && fs.statSync(from!).isDirectory()) {
      Reflect.apply(real['mkdirSync']!, fs, [to]);
    }
    if (name !== 'rmSync' || !fs.existsSync(from!) || !fs.lstatSync(from!).isDirectory()) return;
    Reflect.apply(real['rmSync']!, fs, [join(from!, 'SKILL.md'), { force: true }]);
  }
}

/** Folders that are nobody's in particular: a crash before the first note of them leaves them. */
const BASE = new Set(['.local', '.local/state']);
const restOf = (house: Household): readonly string[] =>
  Object.keys(house.tree()).filter((path) => !BASE.has(path));

const ACTS: Readonly<Record<string, (house: Household) => () => void>> = {
  'the first installation': (house) => () => house.install(),
  'the first installation of copies': (house) => () => house.install('copy'),
  'links becoming copies': (house) => {
    house.install();
    return () => house.install('copy');
  },
  'copies becoming links': (house) => {
    house.install('copy');
    return () => house.install();
  },
  'copies of a new version, with a skill that no longer ships': (house) => {
    house.install('copy');
    fs.writeFileSync(join(house.ship, 'agents/one-agent.md'), 'one, second edition\n');
    fs.cpSync(join(house.ship, 'skills/three'), join(house.ship, 'skills/four'), {
      recursive: true,
    });
    fs.rmSync(join(house.ship, 'skills/three'), { recursive: true });
    return () => house.install('copy');
  },
  'the uninstallation of links': (house) => {
    house.install();
    return () => house.uninstall();
  },
  'the uninstallation of copies': (house) => {
    house.install('copy');
    return () => house.uninstall();
  },
};

describe.each(Object.entries(ACTS))('killed at any write of %s', (_, prepare) => {
  it.each(['link', 'copy'] as const)('another installation mends it (%s)', (mode) => {
    using fresh = openHousehold();
    prepare(fresh);
    fresh.install(mode);
    const wanted = placed(fresh);
    let nth = 0;
    for (; ; nth += 1) {
      using house = openHousehold();
      if (!dieAt(nth, prepare(house))) break;
      expect(
        house.install(mode).filter(({ kind }) => kind === 'leave'),
        `write ${nth}`,
      ).toEqual([]);
      expect(placed(house), `write ${nth}`).toEqual(wanted);
      house.uninstall();
      expect(restOf(house), `write ${nth}`).toEqual([]);
    }
    expect(nth).toBeGreaterThan(10);
  });

  it('an uninstallation leaves nothing', () => {
    for (let nth = 0; ; nth += 1) {
      using house = openHousehold();
      if (!dieAt(nth, prepare(house))) break;
      expect(
        house.uninstall().filter(({ kind }) => kind === 'leave'),
        `write ${nth}`,
      ).toEqual([]);
      expect(restOf(house), `write ${nth}`).toEqual([]);
    }
  });
});

/** What the CLIs would see, with links told by where in the ship they lead. */
function placed(house: Household): Readonly<Record<string, string>> {
  const seen = Object.entries(house.tree()).filter(([path]) => /^\.(?:claude|codex)/.test(path));
  return Object.fromEntries(seen.map(([path, what]) => [path, what.replace(house.ship, 'ship')]));
}
