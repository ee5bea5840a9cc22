import { join } from 'node:path';
import { findExecutable } from '../../adapters/config/executable.ts';
import { deadManPing, type DeadManPing } from '../../adapters/notify/dead-man-ping.ts';
import { runTool } from '../../adapters/process/run-tool.ts';
import { openHeartbeat } from '../../adapters/pulse/heartbeat.ts';
import { startPulse, type Pulse } from '../../adapters/pulse/pulse.ts';
import { serviceManager } from '../../adapters/pulse/service-manager.ts';
import { VERSION } from '../version.ts';
import { HEARTBEAT_NAME } from './last-beat.ts';
import type { Place } from './place.ts';
import { proxySettings } from './proxy.ts';

const SILENT: DeadManPing = { ping: () => undefined, flush: () => Promise.resolve() };

/** The signs of life of a run that holds the session in `path`. */
export function pulseOf(
  place: Place,
  {
    run,
    path,
    warn,
  }: { readonly run: string; readonly path: string; readonly warn: (text: string) => void },
): Pulse {
  const { config, environment, home } = place;
  const { pid, platform } = process;
  const manager = serviceManager({
    environment,
    pid,
    runTool,
    findProgram: () => {
      const question = { name: 'systemd-notify', folder: '/', cwd: '/', environment };
      const found = findExecutable({ ...question, home, platform });
      return 'path' in found ? found.path : undefined;
    },
    onFailure: warn,
  });
  const { pingUrl } = config;
  const ping =
    pingUrl === undefined
      ? SILENT
      : deadManPing({
          url: pingUrl,
          userAgent: `samocode/${VERSION}`,
          proxy: proxySettings(environment),
          onFailure: (reason) => {
            warn(`SAMOCODE_PING_URL: ${reason}`);
          },
        });
  return startPulse({
    run,
    pid,
    heartbeat: openHeartbeat(join(path, HEARTBEAT_NAME)),
    manager,
    ping,
    onFailure: warn,
  });
}
