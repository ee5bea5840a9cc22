import { describe, expect, it } from 'vitest';
import {
  cronFields,
  cronLine,
  serviceUnit,
  timerUnit,
} from '../../../src/domain/set-up/schedule.ts';

const RUN = {
  session: 'login',
  unit: 'samocode-shop-login',
  command: ['/usr/bin/node', '/s/dist/bin.js', 'run', '--session', 'login'],
  cronFlags: ['--stamp'],
  environment: { PATH: '/usr/bin:/bin' },
  logPath: '/state/samocode/cron.log',
  everyMs: 900_000,
};
const MINUTE = 60_000;

describe('cron', () => {
  it.each([
    [1, '* * * * *'],
    [15, '*/15 * * * *'],
    [60, '0 * * * *'],
    [120, '0 */2 * * *'],
    [1440, '0 0 * * *'],
  ])('says every %i minutes as %s', (minutes, fields) => {
    expect(cronFields(minutes * MINUTE)).toBe(fields);
  });

  it.each([0, 0.5, 1.5, 7, 45, 90, 300, 2880])('cannot say every %f minutes', (minutes) => {
    expect(cronFields(minutes * MINUTE)).toBeUndefined();
  });

  it('is given a line with PATH as the last setting, and the words that cron takes', () => {
    const line = cronLine({ ...RUN, environment: { PATH: '/50%', HOME: '/h' } });
    const path = `PATH='/50'"$(echo a|tr a '\\045')"`;
    expect(line).toBe(
      `*/15 * * * * mkdir -p /state/samocode && HOME=/h ${path} ` +
        `${RUN.command.join(' ')} --stamp >> /state/samocode/cron.log 2>&1`,
    );
  });
});

describe('systemd', () => {
  it('is given a service that tells how it is, and to which a wait is no failure', () => {
    const text = serviceUnit({
      ...RUN,
      command: ['/usr/bin/node', '/a b/50%', 'q"\\', '$HOME'],
      environment: { PATH: '/x$y:/50%', HOME: '/home/a b' },
    });
    const lines = text.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'Type=notify',
        'NotifyAccess=all',
        'Restart=no',
        'KillMode=mixed',
        'SuccessExitStatus=3 4 6 7 75 129 130 131 143',
        'ExecStart=/usr/bin/node "/a b/50%%" "q\\"\\\\" "$$HOME"',
        'Environment="PATH=/x$y:/50%%"',
        'Environment="HOME=/home/a b"',
      ]),
    );
  });

  it('is given a timer that starts it again so long after its end', () => {
    expect(timerUnit(RUN)).toContain('OnUnitInactiveSec=15min\n');
  });
});
