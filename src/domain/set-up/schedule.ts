import { joinCronWords } from './cron-words.ts';

/** A command that is to be started again and again. */
export interface ScheduledCommand {
  /** Program and arguments; paths are absolute. */
  readonly command: readonly string[];
  /** Arguments that it has under cron alone. */
  readonly cronFlags: readonly string[];
  /** No secrets: this text is printed, and is in files that others may read. */
  readonly environment: Readonly<Record<string, string>>;
  /** The file to which its output goes under cron. */
  readonly logPath: string;
  readonly everyMs: number;
}

/** A run that is to be started again and again. */
export interface ScheduledRun extends ScheduledCommand {
  readonly session: string;
  /** The units' name, without its ending. */
  readonly unit: string;
}

const MINUTE_MS = 60_000;
/** Debian's cron refuses a command of 1000 bytes or more. */
export const CRON_LINE_LIMIT = 990;

/** `*\/15 * * * *`; undefined where cron's fields cannot say it, which divide an hour or a day evenly. */
export function cronFields(everyMs: number): string | undefined {
  const minutes = everyMs / MINUTE_MS;
  if (!Number.isInteger(minutes)) return undefined;
  if (minutes === 1) return '* * * * *';
  if (minutes > 1 && 60 % minutes === 0)
    return minutes === 60 ? '0 * * * *' : `*/${minutes} * * * *`;
  const hours = minutes / 60;
  if (hours > 1 && Number.isInteger(hours) && 24 % hours === 0)
    return hours === 24 ? '0 0 * * *' : `0 */${hours} * * *`;
  return undefined;
}

/** A line of a crontab for the user, the same words to every cron that `joinCronWords` names. */
export function cronLine(run: ScheduledCommand): string {
  // PATH comes last: the shell finds `tr` for the others by the old one.
  const settings = Object.entries(run.environment)
    .toSorted(([one], [other]) => Number(one === 'PATH') - Number(other === 'PATH'))
    .map(([name, value]) => `${name}=${joinCronWords([value])}`);
  const folder = run.logPath.slice(0, run.logPath.lastIndexOf('/'));
  const words = [
    ...['mkdir', '-p', joinCronWords([folder]), '&&', ...settings],
    ...[
      joinCronWords([...run.command, ...run.cronFlags]),
      '>>',
      joinCronWords([run.logPath]),
      '2>&1',
    ],
  ];
  return `${cronFields(run.everyMs) ?? ''} ${words.join(' ')}`;
}

/**
 * Exit codes that are no failure for the service manager: waiting, blocked, held by another run, a
 * bound, parked, and an end by signal.
 */
const NO_FAILURE = '3 4 6 7 75 129 130 131 143';

/** A service that tells how it is (sd_notify), for `systemd --user`; started by its timer. */
export function serviceUnit(run: ScheduledRun): string {
  return lines(
    ...['[Unit]', `Description=samocode session ${run.session}`, '', '[Service]', 'Type=notify'],
    '# All of the group may tell: Node cannot, so that systemd-notify does.',
    ...['NotifyAccess=all', 'WatchdogSec=3min', execStart(run.command)],
    ...environmentLines(run.environment),
    ...['Restart=no', `SuccessExitStatus=${NO_FAILURE}`],
    '# SIGTERM for samocode alone, which ends the agent itself; a minute later SIGKILL for all.',
    ...['KillMode=mixed', 'TimeoutStopSec=60s'],
    '# An out-of-memory kill in a tool must not stop the run.',
    'OOMPolicy=continue',
  );
}

/** `samocode listen` as a service for `systemd --user`. */
export interface ScheduledListener {
  /** Of letters, digits, `.`, `_` and `-`. */
  readonly project: string;
  /** The unit's name, without its ending. */
  readonly unit: string;
  /** Program and arguments; paths are absolute. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A service that runs from the user's login, or from the boot with lingering, until it is stopped. */
export function listenerUnit({ project, command, environment }: ScheduledListener): string {
  return lines(
    ...['[Unit]', `Description=samocode listens to Telegram for ${project}`, ''],
    ...['[Service]', 'Type=exec', execStart(command), ...environmentLines(environment)],
    '# A configuration error lasts until a person corrects it; anything else is tried again.',
    ...['Restart=on-failure', 'RestartSec=30s', 'RestartPreventExitStatus=2'],
    ...['TimeoutStopSec=60s', '', '[Install]', 'WantedBy=default.target'],
  );
}

/** `samocode work` as a service that runs from the user's login, or from the boot with lingering. */
export function workUnit({
  command,
  environment,
}: Pick<ScheduledCommand, 'command' | 'environment'>): string {
  return lines(
    ...['[Unit]', 'Description=samocode runs the queue', ''],
    ...['[Service]', 'Type=exec', execStart(command), ...environmentLines(environment)],
    '# A second one (6) and a configuration error last; anything else is tried again.',
    ...['Restart=on-failure', 'RestartSec=30s', 'RestartPreventExitStatus=2 6'],
    'SuccessExitStatus=130 131 143',
    '# SIGTERM for samocode work alone: its runs end after their iteration, and it with the last one.',
    '# Killed, it leaves them: the next one goes on with them.',
    ...['KillMode=process', 'TimeoutStopSec=infinity', 'OOMPolicy=continue'],
    ...['', '[Install]', 'WantedBy=default.target'],
  );
}

/** Starts the service at once, and again so long after each end. */
export function timerUnit({ session, everyMs }: ScheduledRun): string {
  return lines(
    ...['[Unit]', `Description=samocode session ${session}`, '', '[Timer]'],
    ...['OnActiveSec=1s', `OnUnitInactiveSec=${everyMs / MINUTE_MS}min`, 'AccuracySec=10s', ''],
    ...['[Install]', 'WantedBy=timers.target'],
  );
}

/** `$` is expanded in arguments and nowhere else (systemd.service(5), "Command lines"). */
function execStart([program = '', ...args]: readonly string[]): string {
  const words = [quoted(program), ...args.map((arg) => quoted(arg).replaceAll('$', '$$$$'))];
  return `ExecStart=${words.join(' ')}`;
}

function environmentLines(environment: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(environment).map(
    ([name, value]) => `Environment=${quoted(`${name}=${value}`)}`,
  );
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

/** As one word of a unit file: its quotes and escapes, and `%`, which begins a specifier. */
function quoted(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('%', '%%');
  return /^[\w@+=:,./%-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}
