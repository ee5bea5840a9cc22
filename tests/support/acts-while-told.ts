import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type BotApi, startBotApi } from './bot-api.ts';
import type { Ended, Scene } from './program.ts';

/** A bot whose first message Telegram confirms only when the person has run this command about the session. */
export async function actsWhileTold(
  scene: Scene,
  ...command: readonly [name: string, ...args: readonly string[]]
): Promise<{ readonly api: BotApi; readonly said: () => Promise<Ended | undefined> }> {
  const api = await startBotApi();
  const acted: Promise<Ended>[] = [];
  api.fault = ({ method }, response) => {
    if (method !== 'sendMessage' || acted.length > 0) return false;
    const said = scene.command(...command);
    acted.push(said);
    const sent = JSON.stringify({ ok: true, result: { message_id: 1 } });
    void said.then(() => response.writeHead(200).end(sent));
    return true;
  };
  return { api, said: async () => await acted[0] };
}

/** A dead-man service that answers only when the person has run this command: the run is over but for that. */
export async function actsWhilePinged(
  scene: Scene,
  ...command: readonly [name: string, ...args: readonly string[]]
): Promise<{
  readonly env: Record<string, string>;
  readonly said: () => Promise<Ended | undefined>;
}> {
  const acted: Promise<Ended>[] = [];
  const service = createServer((_request, response) => {
    const said = acted[0] ?? scene.command(...command);
    acted.push(said);
    void said.then(() => response.end('ok'));
  });
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    service.closeAllConnections();
    service.close();
  });
  const { port } = service.address() as AddressInfo;
  return {
    env: { SAMOCODE_PING_URL: `http://127.0.0.1:${port}/` },
    said: async () => await acted[0],
  };
}
