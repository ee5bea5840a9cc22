import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Stops } from '../../../app/ports/repository.ts';
import type { Workspace } from '../../../app/ports/workspace.ts';
import { LOCK_FILES } from '../../../domain/set-up/lock-files.ts';
import { readRegular } from '../../disk/regular-file.ts';
import type { RunTool } from '../../tool.ts';
import { gitEnvironment } from '../environment.ts';
import { findGitPlace } from '../place/git-place.ts';
import { readingTool } from '../reading.ts';
import type { Git } from '../worktree/unfinished.ts';
import { copyIgnored, INCLUDE_FILE } from './copy-ignored.ts';
import { ignoredPaths } from './uncopied.ts';

/** A lock file of a large monorepo has tens of megabytes. */
const LIMIT_BYTES = 256 * 1024 * 1024;

/** The time limit of each git. */
const GIT_LIMIT_MS = 120_000;
const LIST_LIMIT_BYTES = 64 * 1024 * 1024;

export interface WorkspaceOptions {
  readonly mainRepo: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly runTool: RunTool;
}

export function openWorkspace({ mainRepo, environment, runTool }: WorkspaceOptions): Workspace {
  const place = findGitPlace(mainRepo);
  const root = place.kind === 'work-tree' ? place.root : mainRepo;
  const hasInclude = (): boolean => existsSync(join(root, INCLUDE_FILE));
  const gitUntil = ({ stop, kill }: Stops): Git => {
    const tool = readingTool(runTool);
    const env = gitEnvironment(environment);
    const limits = {
      timeoutMs: GIT_LIMIT_MS,
      limitBytes: LIST_LIMIT_BYTES,
      graceMs: 0,
      stop,
      kill,
    };
    return async (args) => await tool('git', args, { cwd: root, env, ...limits });
  };
  return {
    hasInclude,
    copyIgnored: async (worktree, paths, stops) =>
      await copyIgnored(gitUntil(stops), { root, worktree, paths, hasInclude: hasInclude() }),
    ignored: async (except, stops) => await ignoredPaths(gitUntil(stops), root, except),
    lacking: (worktree, paths) => paths.filter((path) => !existsSync(join(worktree, path))),
    fingerprint: (worktree) => {
      const hash = createHash('sha256');
      const stat = statSync(worktree, { throwIfNoEntry: false });
      // A folder that was made again may get the inode of the old one.
      hash.update(`${stat?.dev} ${stat?.ino} ${stat?.birthtimeMs}\n`);
      for (const name of LOCK_FILES) {
        const reading = readRegular(join(worktree, name), LIMIT_BYTES);
        if (reading.kind === 'file')
          hash.update(`${name} ${reading.bytes.length}\n`).update(reading.bytes);
      }
      return hash.digest('hex');
    },
  };
}
