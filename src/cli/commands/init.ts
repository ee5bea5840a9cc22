import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectSettings } from '../../domain/project-file.ts';
import { printable } from '../../domain/printable.ts';
import { joinShellWords } from '../../domain/shell-words.ts';
import { UserError } from '../../domain/user-error.ts';
import { canAsk, openInterview, type Interview } from '../ask.ts';
import {
  absolute,
  checkSettings,
  configExists,
  propose,
  writeProject,
  writtenPath,
  type Proposal,
} from '../compose/init.ts';
import { print } from '../print.ts';

interface InitFlags {
  readonly repo?: string;
  readonly dir?: string;
  readonly worktrees?: string;
  readonly sessions?: string;
  readonly verify?: string;
  readonly yes?: boolean;
}

/** `samocode init`: writes a `.samocode`, from flags, from answers in a terminal, or as proposed. */
export async function initCommand(flags: InitFlags): Promise<number> {
  const proposal = propose(flags.repo);
  const configPath =
    flags.dir === undefined ? proposal.configPath : join(absolute(flags.dir), '.samocode');
  refuseExisting(configPath);
  const base = baseSettings(proposal, configPath, flags);
  const settings =
    flags.yes !== true && canAsk() ? await interview(proposal, configPath, base, flags) : base;
  checkSettings(configPath, settings);
  const done = writeProject(configPath, settings);
  print(`${[...done, aboutVerify(settings.verify)].join('\n')}\n\n${nextSteps(configPath)}`);
  return 0;
}

function aboutVerify(verify: string | undefined): string {
  return verify === undefined
    ? 'no VERIFY: nothing proves the work before a session is done'
    : `VERIFY is ${printable(verify)}: a session is done only when it ends with 0`;
}

/** Said before anyone is asked; the writing itself makes sure once more. */
function refuseExisting(configPath: string): void {
  if (existsSync(configPath)) throw configExists(configPath);
}

/** The proposal, with what the flags say in its place; all paths as they are to be written. */
function baseSettings(proposal: Proposal, configPath: string, flags: InitFlags): ProjectSettings {
  const root = join(proposal.configPath, '..');
  const written = (path: string): string => writtenPath(configPath, path);
  const proposed = (path: string): string => written(join(root, path));
  const given = (flag: string | undefined, path: string): string => {
    if (flag?.trim() === '') throw new UserError('a folder is empty', { hint: 'name a folder' });
    return flag === undefined ? proposed(path) : written(absolute(flag));
  };
  return {
    mainRepo: proposed(proposal.settings.mainRepo),
    worktrees: given(flags.worktrees, proposal.settings.worktrees),
    sessions: given(flags.sessions, proposal.settings.sessions),
    verify: verifyOf(flags.verify ?? proposal.verify),
  };
}

/** Asks for what no flag has said. */
async function interview(
  proposal: Proposal,
  configPath: string,
  base: ProjectSettings,
  flags: InitFlags,
): Promise<ProjectSettings> {
  using person = openInterview();
  print(`A new ${configPath}. Enter takes what stands in brackets; Ctrl-C writes nothing.\n\n`);
  const folder = async (what: string, known: string, flag?: string): Promise<string> => {
    if (flag !== undefined) return known;
    const said = (await person.askWith(what, known)) ?? known;
    return said === known ? known : writtenPath(configPath, absolute(said));
  };
  const worktrees = await folder('folder for worktrees', base.worktrees, flags.worktrees);
  const sessions = await folder('folder for sessions', base.sessions, flags.sessions);
  const verify =
    flags.verify === undefined ? await askVerify(person, proposal.verify) : base.verify;
  return { ...base, worktrees, sessions, verify };
}

async function askVerify(
  person: Interview,
  proposed: string | undefined,
): Promise<string | undefined> {
  const said = await person.askWith(
    'command that proves the work (none: no proof)',
    proposed ?? 'none',
  );
  return verifyOf(said);
}

/** `none`, or no text, is no proof. */
function verifyOf(text: string | undefined): string | undefined {
  const command = text?.trim() ?? '';
  return command === '' || command === 'none' ? undefined : command;
}

function nextSteps(configPath: string): string {
  const config = joinShellWords(['--config', configPath]);
  return [
    'Next:',
    `  samocode doctor ${config}`,
    `  samocode ${config} --session <name> --task "…"`,
    '',
  ].join('\n');
}
