import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port of this machine alone. */
export const listen = (server: Server): Promise<void> =>
  new Promise((ready) => server.listen(0, '127.0.0.1', ready));

export const hostOf = (server: Server): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Ends it with every connection that is still open. */
export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}
