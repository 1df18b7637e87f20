import { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_MS = 30_000;

/**
 * Reads what still comes of a refused request and forgets it: a connection that is closed under a client that still sends is reset,
 * and takes the answer with it. Whoever sends on for too long is cut off.
 */
export function linger({ raw }: FastifyRequest, reply: FastifyReply): void {
  const { socket } = raw;
  // an injected request has no real socket
  if (raw.complete || socket.destroyed || !(socket instanceof Socket)) return;
  void reply.removeHeader('connection');
  const most = socket.bytesRead + MAX_BYTES;
  const timer = setTimeout(() => socket.destroy(), MAX_MS).unref();
  const stop = () => clearTimeout(timer);
  raw.on('data', () => socket.bytesRead > most && socket.destroy());
  raw.once('end', stop).once('close', stop);
  raw.resume();
}
