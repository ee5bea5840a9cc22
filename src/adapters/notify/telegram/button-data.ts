import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  readToken,
  type Token,
  TOKEN_LIMIT_BYTES,
  writeToken,
} from '../../../domain/people/token.ts';

/**
 * The data of one bot's buttons: a token, and a proof that this bot's samocode created the button.
 */
export interface ButtonData {
  /** At most 64 bytes, which is all that the Bot API takes. */
  write(token: Token): string;
  /** Undefined for foreign data and for data of an earlier version. Never throws. */
  read(data: string): Token | undefined;
}

/**
 * The proof is a keyed hash (HMAC-SHA256, at least 150 bits) with the bot's token as the key:
 * without the token it cannot be guessed, and a button works after a restart and on each machine of
 * the bot.
 */
export function buttonData(botToken: string): ButtonData {
  const write = (token: Token): string => {
    const text = writeToken(token);
    const proof = createHmac('sha256', botToken)
      .update(`samocode button ${text}`)
      .digest('base64url');
    return `${text}:${proof}`.slice(0, TOKEN_LIMIT_BYTES);
  };
  return {
    write,
    read: (data) => {
      const token = readToken(data.split(':', 1)[0] ?? '');
      if (token === undefined) return undefined;
      const [given, wanted] = [Buffer.from(data), Buffer.from(write(token))];
      return given.length === wanted.length && timingSafeEqual(given, wanted) ? token : undefined;
    },
  };
}
