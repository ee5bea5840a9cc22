import { IN_SETTINGS_FILE } from '../../domain/settings/settings-files.ts';
import { printable, printableLines } from '../../domain/text/printable.ts';

/** `schedule --json`, version 1: fields are only ever added (docs/json.md). */
export interface Schedule {
  readonly v: 1;
  readonly session: string;
  readonly cron: {
    readonly line: string;
    readonly log: string;
  };
  readonly systemd: {
    readonly unit: string;
    readonly service: Unit;
    readonly timer: Unit;
  };
  readonly notes: readonly string[];
}

/** `schedule --listen --json`, version 1. */
export interface ListenerSchedule {
  readonly v: 1;
  readonly systemd: { readonly unit: string; readonly service: Unit };
  readonly notes: readonly string[];
}

/** `schedule --work --json`, version 1. */
export interface WorkSchedule extends ListenerSchedule {
  readonly cron: Schedule['cron'];
}

interface Unit {
  readonly path: string;
  readonly text: string;
}

/** The unit of the listener, ready to be copied, and the commands that start and stop it. */
export function listenerText({ systemd, notes }: ListenerSchedule): string {
  return joinLines([
    ...notes.map(noteLine),
    '# Nothing was installed. Save this file, then run the commands below.',
    ...serviceLines(systemd),
  ]);
}

/** Both ways for `samocode work`, ready to be copied. */
export function workScheduleText({ cron, systemd, notes }: WorkSchedule): string {
  return joinLines([
    ...[...notes.map(noteLine), '# Take one of the two; nothing was installed.', ''],
    '# 1. cron: crontab -e, and this line. It starts samocode work where none runs; its output is',
    '# appended to the named file. To stop for good: remove the line, then samocode work --drain.',
    ...[cron.line, '', '# 2. systemd: this file, then the commands below.'],
    ...serviceLines(systemd),
  ]);
}

function noteLine(note: string): string {
  return `# Note: ${printable(note)}`;
}

/** A service that runs all the time, and the commands that start and stop it. */
function serviceLines({ unit, service }: ListenerSchedule['systemd']): readonly string[] {
  return [
    ...[`# ${service.path}`, service.text],
    `systemctl --user daemon-reload && systemctl --user enable --now ${unit}.service`,
    'loginctl enable-linger    # once; without it your services end when you log out',
    '',
    `# Status: systemctl --user status ${unit}.service, journalctl --user -u ${unit}.service`,
    `# Remove: systemctl --user disable --now ${unit}.service`,
    '',
  ];
}

function joinLines(lines: readonly string[]): string {
  return printableLines(lines.join('\n'));
}

/** Both ways, ready to be copied, with what to do with them; comments are those of sh, cron and systemd. */
export function scheduleText({ cron, systemd, notes }: Schedule): string {
  const { unit, service, timer } = systemd;
  return printableLines(
    [
      ...notes.map(noteLine),
      `# Take one of the two; nothing was installed. Settings and secrets stay ${IN_SETTINGS_FILE}.`,
      '',
      '# 1. cron: crontab -e, and this line. The output of the runs is appended to the named file;',
      '# without the ">>" and what follows, cron mails it.',
      cron.line,
      '',
      '# 2. systemd: these two files, then the commands below.',
      `# ${service.path}`,
      service.text,
      `# ${timer.path}`,
      timer.text,
      `systemctl --user daemon-reload && systemctl --user enable --now ${unit}.timer`,
      'loginctl enable-linger    # once; without it your services end when you log out',
      '',
      `# Status: systemctl --user status ${unit}.service, journalctl --user -u ${unit}.service`,
      `# Remove: systemctl --user disable --now ${unit}.timer ${unit}.service`,
      '',
    ].join('\n'),
  );
}
