import type { Stops } from '../../app/ports/repository.ts';
import { printable } from '../../domain/text/printable.ts';
import { finishUntil, graceAfter, HASTY_MS } from '../grace.ts';
import type { RunTool } from '../tool.ts';

/** The messages to a service manager, with the names of sd_notify(3). */
export interface ServiceNews {
  readonly READY?: '1';
  readonly STOPPING?: '1';
  readonly WATCHDOG?: '1';
  readonly STATUS?: string;
}

/** Reports to the service manager that started us; never throws, never delays the caller. */
export interface ServiceManager {
  tell(news: ServiceNews): void;
  /** How often it wants to hear `WATCHDOG`, in ms; nothing where it does not. */
  readonly watchdogMs: number | undefined;
  /**
   * Resolves when all messages are sent; drops the rest when `until` is aborted, and sends no more.
   */
  close(until: AbortSignal): Promise<void>;
}

export interface ServiceManagerOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  /** The path of `systemd-notify`; nothing where there is none. Asked only when it is needed. */
  readonly findProgram: () => string | undefined;
  readonly runTool: RunTool;
  /** Told at most once why nothing can be told. */
  readonly onFailure: (reason: string) => void;
}

/** systemd-notify waits for the manager to have taken the message, at most 5 s. */
const TOLD_LIMIT_MS = 6000;
const STATUS_LENGTH = 200;
const NO_MANAGER: ServiceManager = {
  tell: () => undefined,
  watchdogMs: undefined,
  close: () => Promise.resolve(),
};

/**
 * The manager behind `NOTIFY_SOCKET`, if any. Node has no Unix datagram sockets, so
 * `systemd-notify` sends the messages, one process at a time; messages that arrive meanwhile are
 * sent together, the newest of each kind.
 */
export function serviceManager(options: ServiceManagerOptions): ServiceManager {
  const { environment, runTool, onFailure } = options;
  const socket = environment['NOTIFY_SOCKET'];
  if (socket === undefined || socket === '') return NO_MANAGER;
  const program = options.findProgram();
  if (program === undefined) {
    onFailure('NOTIFY_SOCKET is set, and there is no systemd-notify on PATH to tell it anything');
    return NO_MANAGER;
  }
  const given = new AbortController();
  const stop = given.signal;
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', NOTIFY_SOCKET: socket };
  const told = { cwd: '/', timeoutMs: TOLD_LIMIT_MS, env, stop, graceMs: 0, kill: stop };
  let hasFailed = false;
  const queue = openQueue(async (news) => {
    const args = Object.entries(news).map(([name, value]) => `${name}=${String(value)}`);
    const reason = await runTool(program, args, told).then(
      ({ ok, stderr }) => (ok ? undefined : stderr),
      String,
    );
    if (reason === undefined) return;
    if (!hasFailed && !stop.aborted) {
      onFailure(`systemd-notify: ${printable(reason.trim(), STATUS_LENGTH)}`);
    }
    hasFailed = true;
  }, stop);
  return {
    watchdogMs: watchdogMs(environment, options.pid),
    tell: queue.add,
    close: async (until) => {
      await finishUntil(until, queue.underWay(), given);
      given.abort();
    },
  };
}

/** The same, told that the run is ready; disposing waits until it has been told. */
export function readyManager(
  options: ServiceManagerOptions,
  stops: Stops,
): ServiceManager & AsyncDisposable {
  const manager = serviceManager(options);
  manager.tell({ READY: '1' });
  return {
    ...manager,
    [Symbol.asyncDispose]: async () => {
      using last = sendLimit(stops);
      await manager.close(last.signal);
    },
  };
}

/** The time for work in progress at the end; less if a person waits for the end. */
const SEND_LIMIT_MS = 5000;

/** Aborted when the messages that are under way at the end have had enough time. */
export function sendLimit(stops: Stops): { readonly signal: AbortSignal } & Disposable {
  const grace = graceAfter(stops, HASTY_MS);
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
  }, SEND_LIMIT_MS);
  return {
    signal: AbortSignal.any([grace.signal, late.signal]),
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      grace[Symbol.dispose]();
    },
  };
}

interface Queue {
  readonly add: (news: ServiceNews) => void;
  readonly underWay: () => Promise<void> | undefined;
}

/** Sends one message at a time; messages that come meanwhile are sent together, until `stop`. */
function openQueue(send: (news: ServiceNews) => Promise<void>, stop: AbortSignal): Queue {
  let pending: ServiceNews = {};
  let underWay: Promise<void> | undefined;
  const sendAll = async (): Promise<void> => {
    while (Object.keys(pending).length > 0 && !stop.aborted) {
      const news = pending;
      pending = {};
      await send(news);
    }
    // At once: later messages start a new process.
    underWay = undefined;
  };
  return {
    add: (news) => {
      const { STATUS } = news;
      const status = STATUS === undefined ? {} : { STATUS: printable(STATUS, STATUS_LENGTH) };
      pending = { ...pending, ...news, ...status };
      underWay ??= sendAll();
    },
    underWay: () => underWay,
  };
}

/** `WATCHDOG_USEC`, when it is meant for us (sd_watchdog_enabled(3)). */
function watchdogMs(
  environment: ServiceManagerOptions['environment'],
  pid: number,
): number | undefined {
  const { WATCHDOG_USEC: usec = '', WATCHDOG_PID: meant = '' } = environment;
  if (!/^[1-9]\d{0,15}$/.test(usec) || (meant !== '' && meant !== String(pid))) return undefined;
  return Number(usec) / 1000;
}
