import { createServer } from 'node:http';

/** A server on this machine in the place of Telegram's Bot API. */
export interface NoticeServer extends AsyncDisposable {
  readonly url: string;
  /** Messages that came. */
  count(): number;
}

/** Takes every message and counts it. */
export async function openNoticeServer(): Promise<NoticeServer> {
  let count = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.url?.endsWith('/sendMessage') === true) count += 1;
      response.setHeader('content-type', 'application/json');
      response.end('{"ok":true,"result":{"message_id":1}}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port ?? 0}`,
    count: () => count,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
