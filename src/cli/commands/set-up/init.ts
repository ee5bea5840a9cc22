import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bubblewrap } from '../../../app/ports/sandbox.ts';
import type { SandboxChoice } from '../../../domain/set-up/credentials-file.ts';
import type { ProjectSettings, Proposal } from '../../../domain/set-up/project-file.ts';
import { printable } from '../../../domain/text/printable.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { projectFiles, tryHere } from '../../compose/set-up/init.ts';
import { canAsk, type Interview, openInterview } from '../../console/ask.ts';
import { print } from '../../console/print.ts';

type Sandbox = SandboxChoice['sandbox'];

interface InitFlags {
  readonly repo?: string;
  readonly dir?: string;
  readonly worktrees?: string;
  readonly sessions?: string;
  readonly setup?: string;
  readonly verify?: string;
  readonly sandbox?: string;
  readonly yes?: boolean;
}

/** `samocode init`: writes a `.samocode`, from flags, from answers in a terminal, or as proposed. */
export async function initCommand(flags: InitFlags): Promise<number> {
  const proposal = projectFiles.propose(flags.repo);
  const configPath =
    flags.dir === undefined
      ? proposal.configPath
      : join(projectFiles.absolute(flags.dir), '.samocode');
  // Before a question; the writing makes sure once more.
  if (existsSync(configPath)) throw projectFiles.configExists(configPath);
  const base = baseSettings(proposal, configPath, flags);
  const bubblewrap = await tryHere();
  const given = givenSandbox(flags.sandbox, bubblewrap);
  const asks = flags.yes !== true && canAsk();
  const { settings, sandbox } = asks
    ? await interview(configPath, base, { ...flags, given, bubblewrap })
    : { settings: base, sandbox: given };
  projectFiles.checkSettings(configPath, settings);
  const done = projectFiles.write(configPath, settings, sandbox);
  const about = [
    aboutSetUp(settings.setUp),
    aboutVerify(settings.verify),
    aboutSandbox(sandbox, bubblewrap),
    ABOUT_COMMIT,
  ];
  print(
    `${[...done, ...about].map((line) => printable(line)).join('\n')}\n\n${nextSteps(configPath)}`,
  );
  return 0;
}

const ABOUT_COMMIT =
  'commit .samocode to share it (each person accepts its commands once: samocode trust); never commit .samocode.env';

function aboutSetUp(setUp: string | undefined): string {
  return setUp === undefined
    ? 'no SETUP: nothing is installed in a new worktree'
    : `SETUP is ${printable(setUp)}: it runs in each new worktree before the first agent`;
}

function aboutVerify(verify: string | undefined): string {
  return verify === undefined
    ? 'no VERIFY: nothing checks the work before a session is done'
    : `VERIFY is ${printable(verify)}: a session is done only when it ends with 0`;
}

/** Throws a UserError for another word, and for a sandbox that does not work. */
function givenSandbox(word: string | undefined, bubblewrap: Bubblewrap): Sandbox {
  if (word === undefined || word === 'none') return word;
  if (word !== 'bwrap') {
    throw new UserError(`--sandbox is ${printable(word)}`, { hint: 'give bwrap or none' });
  }
  if (bubblewrap.kind === 'works') return word;
  throw new UserError(`--sandbox bwrap: ${bubblewrap.why}`, { hint: bubblewrap.cure });
}

function aboutSandbox(sandbox: Sandbox, bubblewrap: Bubblewrap): string {
  if (sandbox === 'bwrap') return 'agents run in bubblewrap';
  const offer =
    sandbox === undefined && bubblewrap.kind === 'works'
      ? '; bubblewrap works here: take the # from SAMOCODE_SANDBOX in .samocode.env'
      : '';
  return `agents may do all that you may${offer}`;
}

/** The proposal with the values of the flags; all paths as they will be written. */
function baseSettings(proposal: Proposal, configPath: string, flags: InitFlags): ProjectSettings {
  const root = join(proposal.configPath, '..');
  const written = (path: string): string => projectFiles.writtenPath(configPath, path);
  const proposed = (path: string): string => written(join(root, path));
  const given = (flag: string | undefined, path: string): string => {
    if (flag?.trim() === '') throw new UserError('a folder is empty', { hint: 'name a folder' });
    return flag === undefined ? proposed(path) : written(projectFiles.absolute(flag));
  };
  return {
    mainRepo: proposed(proposal.settings.mainRepo),
    worktrees: given(flags.worktrees, proposal.settings.worktrees),
    sessions: given(flags.sessions, proposal.settings.sessions),
    setUp: commandOf(flags.setup ?? proposal.setUp),
    verify: commandOf(flags.verify ?? proposal.verify),
  };
}

/** Asks for what no flag has said. */
async function interview(
  configPath: string,
  base: ProjectSettings,
  flags: InitFlags & { readonly given: Sandbox; readonly bubblewrap: Bubblewrap },
): Promise<{ readonly settings: ProjectSettings; readonly sandbox: Sandbox }> {
  using person = openInterview();
  print(
    `A new ${printable(configPath)}. Enter accepts the text in brackets; Ctrl-C writes nothing.\n\n`,
  );
  const folder = async (what: string, known: string, flag?: string): Promise<string> => {
    if (flag !== undefined) return known;
    const said = (await person.askWith(what, known)) ?? known;
    return said === known
      ? known
      : projectFiles.writtenPath(configPath, projectFiles.absolute(said));
  };
  const worktrees = await folder('folder for worktrees', base.worktrees, flags.worktrees);
  const sessions = await folder('folder for sessions', base.sessions, flags.sessions);
  const command = async (what: string, known: string | undefined, flag?: string) =>
    flag === undefined ? commandOf(await person.askWith(what, known ?? 'none')) : known;
  const setUp = await command(
    'command that sets a new worktree up (none: nothing)',
    base.setUp,
    flags.setup,
  );
  const verify = await command(
    'command that checks the work (none: no check)',
    base.verify,
    flags.verify,
  );
  const sandbox = flags.given ?? (await askSandbox(person, flags.bubblewrap));
  return { settings: { ...base, worktrees, sessions, setUp, verify }, sandbox };
}

/** Asked only where it works. */
async function askSandbox(person: Interview, bubblewrap: Bubblewrap): Promise<Sandbox> {
  if (bubblewrap.kind === 'fails') return undefined;
  const said = await person.askWith('sandbox for agents (bwrap, none)', 'bwrap');
  return givenSandbox(said, bubblewrap);
}

/** `none`, or no text, is no command. */
function commandOf(text: string | undefined): string | undefined {
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
