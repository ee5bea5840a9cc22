import { join } from 'node:path';
import { findExecutable } from '../../../adapters/config/folders/executable.ts';
import { openHeartbeat } from '../../../adapters/liveness/heartbeat.ts';
import { HEARTBEAT_NAME } from '../../../adapters/liveness/last-beat.ts';
import {
  BEAT_MS,
  type Liveness,
  sendLimit,
  SLACK_MS,
  startLiveness,
} from '../../../adapters/liveness/liveness.ts';
import { type ServiceManager, serviceManager } from '../../../adapters/liveness/service-manager.ts';
import { deadManPing, NO_PING } from '../../../adapters/notify/dead-man-ping.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { Place } from '../place/place.ts';
import { openNetwork, USER_AGENT } from '../telegram/network.ts';

const PING_LIMIT_MS = 5000;

/** Reports to the service manager that the run is ready; disposing waits until it has been told. */
export function tellReady(
  { environment, home }: Place,
  { stops, warn }: { readonly stops: Stops; readonly warn: (text: string) => void },
): ServiceManager & AsyncDisposable {
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
  manager.tell({ READY: '1' });
  return {
    ...manager,
    [Symbol.asyncDispose]: async () => {
      using last = sendLimit(stops);
      await manager.close(last.signal);
    },
  };
}

/** The signs of life of a run that holds the session in `path`. */
export function livenessOf(
  place: Place,
  {
    run,
    path,
    manager,
    stops,
    warn,
  }: {
    readonly run: string;
    readonly path: string;
    readonly manager: ServiceManager;
    readonly stops: Stops;
    readonly warn: (text: string) => void;
  },
): Liveness {
  const { config, environment } = place;
  const { pingUrl } = config;
  const ping =
    pingUrl === undefined
      ? NO_PING
      : deadManPing({
          url: pingUrl,
          userAgent: USER_AGENT,
          network: openNetwork(environment),
          limitMs: PING_LIMIT_MS,
          onFailure: (reason) => {
            warn(`SAMOCODE_PING_URL: ${reason}`);
          },
        });
  return startLiveness({
    run,
    pid: process.pid,
    heartbeat: openHeartbeat(join(path, HEARTBEAT_NAME)),
    manager,
    ping,
    stops,
    onFailure: warn,
    beatMs: BEAT_MS,
    slackMs: SLACK_MS,
  });
}
