// Exact versions of npm packages in a folder under .cache, installed only when they are missing. Where
// scripts/locks has a lock file for them, npm checks their integrity by it (scripts/write-locks.js writes
// those). No package's install script runs. The stamp is written last and the folder renamed into place,
// so an interrupted install never counts.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const CACHE = path.resolve(import.meta.dirname, '../.cache');
const LOCKS = path.resolve(import.meta.dirname, 'locks');
const STAMP_NAME = 'versions.json';
const LOCK_FILES = ['package.json', 'package-lock.json'];
const YOUNG_MS = 3_600_000;

/**
 * Returns the folder that holds the packages (in node_modules).
 * @param {object} what
 * @param {string} what.name Of the folder inside .cache; may hold a slash.
 * @param {Readonly<Record<string, string>>} what.packages Package to exact version.
 * @param {string} what.size For the person who waits, like `770 MB`.
 * @param {(folder: string) => void} [what.arrange] Puts in order, and checks, what was installed.
 */
export function pinnedInstall({ name, packages, size, arrange }) {
  const place = path.join(CACHE, name);
  const stamp = JSON.stringify(packages, null, 2) + '\n';
  if (isInstalled(place, stamp)) return place;
  mkdirSync(path.dirname(place), { recursive: true });
  removeLeftovers(place);
  const folder = mkdtempSync(`${place}-`);
  // Made for its owner alone; tests run what is in it as another user, too.
  chmodSync(folder, 0o755);
  try {
    const wanted = Object.entries(packages).map(([one, version]) => `${one}@${version}`);
    console.log(`installing ${wanted.join(' and ')} (about ${size})`);
    npm(folder, prepare(folder, lockOf(name, packages), wanted));
    arrange?.(folder);
    writeFileSync(path.join(folder, STAMP_NAME), stamp);
    moveIntoPlace({ folder, place, stamp });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return place;
}

/**
 * @param {string} place
 * @param {string} stamp
 */
function isInstalled(place, stamp) {
  const file = path.join(place, STAMP_NAME);
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

/**
 * What interrupted installs left; a young one may belong to somebody who is at it right now.
 * @param {string} place
 */
function removeLeftovers(place) {
  const parent = path.dirname(place);
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(`${path.basename(place)}-`)) continue;
    const folder = path.join(parent, name);
    if (Date.now() - statSync(folder).mtimeMs > YOUNG_MS) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/**
 * The folder of the lock file for exactly these packages, if there is one.
 * @param {string} name
 * @param {Readonly<Record<string, string>>} packages
 */
function lockOf(name, packages) {
  const lock = path.join(LOCKS, name);
  if (!existsSync(lock)) return undefined;
  const { dependencies } = JSON.parse(readFileSync(path.join(lock, 'package.json'), 'utf8'));
  if (isDeepStrictEqual(dependencies, packages)) return lock;
  throw new Error(`${lock} has other versions; node scripts/write-locks.js writes it`);
}

/**
 * Writes what npm reads, and returns its arguments.
 * @param {string} folder
 * @param {string | undefined} lock
 * @param {readonly string[]} wanted
 */
function prepare(folder, lock, wanted) {
  if (lock !== undefined) {
    for (const file of LOCK_FILES) copyFileSync(path.join(lock, file), path.join(folder, file));
    return ['ci'];
  }
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  return ['install', '--save-exact', '--no-package-lock', ...wanted];
}

/**
 * @param {string} folder
 * @param {readonly string[]} args
 */
function npm(folder, args) {
  const flags = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, error } = spawnSync('npm', [...args, ...flags, '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: exit ${status}`);
}

/**
 * @param {object} move
 * @param {string} move.folder
 * @param {string} move.place
 * @param {string} move.stamp
 */
function moveIntoPlace({ folder, place, stamp }) {
  rmSync(place, { recursive: true, force: true });
  try {
    renameSync(folder, place);
  } catch (error) {
    // Somebody else installed the same at the same time; theirs is as good.
    if (!isInstalled(place, stamp)) throw error;
  }
}
