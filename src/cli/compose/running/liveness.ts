import { join } from 'node:path';
import { findProgram } from '../../../adapters/config/folders/executable.ts';
import { openHeartbeat } from '../../../adapters/liveness/heartbeat.ts';
import { HEARTBEAT_NAME } from '../../../adapters/liveness/last-beat.ts';
import {
  BEAT_MS,
  type Liveness,
  SLACK_MS,
  startLiveness,
} from '../../../adapters/liveness/liveness.ts';
import { readyManager, type ServiceManager } from '../../../adapters/liveness/service-manager.ts';
import { deadManPing, NO_PING } from '../../../adapters/notify/dead-man-ping.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { Place } from '../place/place.ts';
import { openNetwork, USER_AGENT } from '../telegram/network.ts';

const PING_LIMIT_MS = 5000;

interface Told {
  readonly stops: Stops;
  readonly warn: (text: string) => void;
}

/** Reports to the service manager that the run is ready; disposing waits until it has been told. */
export function tellReady(
  { environment, home }: Place,
  { stops, warn }: Told,
): ServiceManager & AsyncDisposable {
  const program = () => findProgram('systemd-notify', { environment, home });
  const of = { environment, pid: process.pid, runTool, findProgram: program, onFailure: warn };
  return readyManager(of, stops);
}

/** The signs of life of a run that holds the session in `path`. */
export function livenessOf(
  { config: { pingUrl: url }, environment }: Place,
  of: Told & { readonly run: string; readonly path: string; readonly manager: ServiceManager },
): Liveness {
  const { run, path, manager, stops, warn } = of;
  const onFailure = (reason: string): void => {
    warn(`SAMOCODE_PING_URL: ${reason}`);
  };
  const how = { userAgent: USER_AGENT, limitMs: PING_LIMIT_MS, onFailure };
  const ping =
    url === undefined ? NO_PING : deadManPing({ url, network: openNetwork(environment), ...how });
  return startLiveness({
    ...{ run, pid: process.pid, manager, ping, stops, onFailure: warn },
    heartbeat: openHeartbeat(join(path, HEARTBEAT_NAME)),
    ...{ beatMs: BEAT_MS, slackMs: SLACK_MS },
  });
}
