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
