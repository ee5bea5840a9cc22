// Exact versions of npm packages in a folder under .cache, installed only when they are missing. The
// stamp is written last and the folder renamed into place, so an interrupted install never counts.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
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

const CACHE = path.resolve(import.meta.dirname, '../.cache');
const STAMP_NAME = 'versions.json';
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
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    npmInstall(folder, packages, size);
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
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} packages
 * @param {string} size
 */
function npmInstall(folder, packages, size) {
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  console.log(`installing ${wanted.join(' and ')} (about ${size})`);
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const { status, error } = spawnSync(
    'npm',
    ['install', '--prefix', folder, '--save-exact', ...flags, ...wanted],
    { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (error) throw error;
  if (status !== 0) throw new Error(`npm install of ${wanted.join(', ')} failed: exit ${status}`);
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
