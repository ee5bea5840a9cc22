import { Socket } from 'node:net';

/** The connections to a server, all of which can be closed at once. */
export interface Sockets {
  readonly open: () => Socket;
  /** Waits for no answer. */
  readonly closeAll: () => void;
}

export function openSockets(): Sockets {
  const open = new Set<Socket>();
  return {
    open: () => {
      const socket = new Socket();
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      return socket;
    },
    closeAll: () => {
      for (const socket of open) socket.destroy();
    },
  };
}
