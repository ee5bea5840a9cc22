import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, type Scene } from './program.ts';

/**
 * A `gh` that knows one repository. `<deed>-says`: the next such call fails with this text; `<deed>-hangs`: it waits
 * for the file's end after its deed, and says so by `<deed>-there`.
 */
const GH = `#!/bin/sh
printf '%s\\n' "$*" >> "$GH_FOLDER/calls"
printf '%s\\n' "\${GH_TOKEN-none}" > "$GH_FOLDER/token"
fails() {
  [ -f "$GH_FOLDER/$1-says" ] || return 0
  cat "$GH_FOLDER/$1-says" >&2
  [ -f "$GH_FOLDER/for-ever" ] || rm "$GH_FOLDER/$1-says"
  exit 1
}
hangs() {
  [ -f "$GH_FOLDER/$1-hangs" ] || return 0
  echo $$ > "$GH_FOLDER/$1-there"
  while [ -f "$GH_FOLDER/$1-hangs" ]; do sleep 0.05; done
}
case "$1 $2" in
  '--version ') fails version; echo 'gh version 2.80.0';;
  'pr list') fails list; hangs list; [ "\${CLICOLOR_FORCE:-0}$GH_FORCE_TTY" = 0 ] || printf '\\033[1;37m'; cat "$GH_FOLDER/prs" 2> /dev/null || echo '[]';;
  'pr create')
    fails create
    cat > "$GH_FOLDER/body"
    echo '[{"url":"https://gh.example/o/r/pull/7","headRefName":"it","isCrossRepository":false}]' > "$GH_FOLDER/prs"
    hangs create
    echo 'https://gh.example/o/r/pull/7';;
  *) exit 2;;
esac
`;

export interface FakeGh {
  /** The command lines so far. */
  calls(): readonly string[];
  /** What the body of the pull request was. */
  body(): string;
  token(): string;
  put(name: string, text?: string): void;
  drop(name: string): void;
  path(name: string): string;
  /** The commit that a branch of the remote is on; empty: there is none. */
  remote(branch: string): string;
  readonly bare: string;
}

/** Gives the scene a remote with its base, `PUBLISH=draft-pr`, and a `gh`. */
export function withPublishing(scene: Scene): FakeGh {
  const [bin, folder, bare] = ['bin', 'gh', 'remote.git'].map((name) => join(scene.root, name));
  if (bin === undefined || folder === undefined || bare === undefined) throw new Error('no place');
  for (const made of [bin, folder]) mkdirSync(made);
  writeFileSync(join(bin, 'gh'), GH);
  chmodSync(join(bin, 'gh'), 0o755);
  git(scene.root, 'init', '-q', '--bare', bare);
  git(scene.repo, 'remote', 'add', 'origin', bare);
  git(scene.repo, 'push', '-q', '-u', 'origin', 'trunk');
  writeFileSync(scene.config, `${readFileSync(scene.config, 'utf8')}PUBLISH=draft-pr\n`);
  Object.assign(scene.env, { PATH: `${bin}:${scene.env['PATH'] ?? ''}`, GH_FOLDER: folder });
  const path = (name: string): string => join(folder, name);
  const read = (name: string): string =>
    existsSync(path(name)) ? readFileSync(path(name), 'utf8') : '';
  return {
    ...{ bare, path },
    calls: () => read('calls').trim().split('\n'),
    body: () => read('body'),
    token: () => read('token').trim(),
    put: (name, text = '') => {
      writeFileSync(path(name), text);
    },
    drop: (name) => {
      rmSync(path(name));
    },
    remote: (branch) => git(bare, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`),
  };
}
