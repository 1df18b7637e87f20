import { createPublicKey, type KeyObject } from 'node:crypto';
import { CliError, EXIT } from './exits.js';

/** Throws CliError with exit 2 for what is no key. */
export function publicKeyOf(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ec') return key;
  } catch {
    throw new CliError('this is no public key in PEM form', EXIT.usage, 'give the .pub file with --key');
  }
  throw new CliError('this is no ECDSA key, which is what the service signs with', EXIT.usage);
}
