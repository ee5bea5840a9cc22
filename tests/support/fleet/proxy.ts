import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Before the server gets a statement; after its answer, which the machine never gets; the same of the commit that follows. */
export type When = 'before' | 'answered' | 'committed';

/** The way of a machine to its database, which a test can spoil. */
export interface Proxy {
  readonly url: string;
  /** It accepts all connections and bytes, and passes none; when it passes again, they come late. */
  readonly swallow: () => void;
  readonly pass: () => void;
  /** The first statement that has these words; the connection has got no further, and gets no further. */
  readonly at: (words: string, when: When) => Promise<void>;
}

interface Trap {
  readonly words: string;
  readonly when: When;
  readonly spring: () => void;
}

/** A proxy before the server of this address; it ends with the test. */
export async function openProxy(url: string): Promise<Proxy> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let isSilent = false;
  let trap: Trap | undefined;
  const spring = (): void => {
    trap?.spring();
    trap = undefined;
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    join(client, upstream, sockets);
    if (isSilent) for (const socket of [client, upstream]) socket.pause();
    let isOver = false;
    /** The trap that this connection is in. */
    let inside: { readonly trap: Trap; isCommitted: boolean } | undefined;
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      if (trap !== undefined && text.includes(trap.words)) {
        if (trap.when === 'before') {
          isOver = true;
          spring();
        } else inside = { trap, isCommitted: false };
      }
      if (inside !== undefined && text.includes('commit\0')) inside.isCommitted = true;
      if (!isOver) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      const isLast = inside?.trap.when === 'answered' || inside?.isCommitted === true;
      if (inside?.trap === trap && isLast && !isOver) {
        isOver = true;
        spring();
      }
      if (!isOver) client.write(bytes);
    });
  });
  const way = new URL(url);
  way.port = String(await listening(server));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    url: way.href,
    swallow: () => {
      isSilent = true;
      for (const socket of sockets) socket.pause();
    },
    pass: () => {
      isSilent = false;
      for (const socket of sockets) socket.resume();
    },
    at: (words, when) =>
      new Promise((resolve) => {
        trap = { words, when, spring: resolve };
      }),
  };
}

/** The end of one is the end of the other. */
function join(client: Socket, upstream: Socket, sockets: Set<Socket>): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    sockets.add(from);
    from.on('error', () => from.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  }
}

function listening(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
