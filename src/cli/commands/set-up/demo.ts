import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git, STAND_IN } from '../../compose/set-up/demo.ts';
import { print } from '../../console/print.ts';
import { programName } from '../../program/program-name.ts';
import { runCommand } from '../running/run.ts';
import { emptyFolder } from './empty-folder.ts';

interface DemoFlags {
  readonly dir?: string;
  readonly color?: boolean;
}

const TASK = 'Write a program that greets by name.';
const SESSION = 'greeting';

/** `samocode demo`: the real loop over a throw-away project, with a stand-in for the CLI. */
export async function demoCommand(flags: DemoFlags): Promise<number> {
  const folder = demoFolder(flags.dir);
  print(
    [
      'This is a demonstration: the loop, the files, the commits and the gates are real, the agent is',
      'a scripted stand-in for Claude Code. No model is asked, nothing is paid, no network is used.',
      `Everything happens in ${folder}`,
      '',
      '',
    ].join('\n'),
  );
  const config = await makeProject(folder);
  const colour = flags.color === undefined ? {} : { color: flags.color };
  const exitCode = await runCommand(
    { config, session: SESSION, task: TASK, gates: 'auto', ...colour },
    true,
  );
  print(exitCode === 0 ? farewell(folder, config) : `\nThe demonstration failed; see ${folder}\n`);
  return exitCode;
}

function demoFolder(dir: string | undefined): string {
  if (dir === undefined) return mkdtempSync(join(tmpdir(), 'samocode-demo-'));
  return emptyFolder(dir);
}

/** Creates a git repository with one commit, and a `.samocode` next to it. */
async function makeProject(folder: string): Promise<string> {
  const repository = join(folder, 'project');
  mkdirSync(repository);
  writeFileSync(join(repository, 'README.md'), '# greeting\n\nA throw-away project.\n');
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  // Its own identity: the agent commits here too, and there may be none on this machine.
  await git(repository, 'config', 'user.name', 'samocode demo');
  await git(repository, 'config', 'user.email', 'demo@localhost');
  await git(repository, 'config', 'commit.gpgsign', 'false');
  await git(repository, 'add', 'README.md');
  await git(repository, 'commit', '--quiet', '-m', 'Begin');
  const config = join(folder, '.samocode');
  const settings = ['MAIN_REPO=project', 'WORKTREES=worktrees', 'SESSIONS=sessions', ''];
  writeFileSync(config, settings.join('\n'));
  // Beside the .samocode, so that `status` and the others find the same provider as this run.
  writeFileSync(join(folder, '.env'), `SAMOCODE_PROVIDER=claude\nCLAUDE_PATH=${STAND_IN}\n`);
  return config;
}

function farewell(folder: string, config: string): string {
  return [
    '',
    'All eight phases are done. The question and the plan were passed by --gates auto; on your own',
    'project a person answers (samocode answer) and approves (samocode approve).',
    '',
    `  session    ${join(folder, 'sessions')}   (_overview.md, _signal_history.jsonl, _logs/)`,
    `  worktree   ${join(folder, 'worktrees')}   (the branch with the commit)`,
    '',
    'Look at it:    ' + `${programName()} status --config ${config} --session ${SESSION}`,
    `On your own:   ${programName()} init, in your repository; it prints the next commands`,
    '',
  ].join('\n');
}
