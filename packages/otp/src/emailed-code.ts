import { type RandomBytes, foldCrockford, randomCrockford, randomDigits } from './chance.ts'
import { asTyped, isEqual } from './typed.ts'

/** Keyed by the caller; the same text gives the same result. */
export type Hmac = (message: string) => string

/** Eight digits (27 bit), or six Crockford characters (30 bit). */
export type CodeForm = 'digits' | 'crockford'

/** `standard` lives 10 minutes; `time-step` is dead at most 90 seconds after the 30-second step that it was made in. */
export type CodeProfile = 'standard' | 'time-step'

/** What is stored of a mailed code: never the code. */
export type EmailedCode = { mac: string; form: CodeForm; expiresAt: number }

export type EmailedCodeOutcome = { ok: true } | { ok: false; reason: 'malformed' | 'expired' | 'wrong' }

const minutes = 60_000
const step = 30_000
const shapes: Readonly<Record<CodeForm, RegExp>> = { digits: /^\d{8}$/, crockford: /^[0-9A-HJKMNP-TV-Z]{6}$/ }

/** Bound to what asked for it, so that the code of one sign-in proves nothing in another. */
const messageOf = (transaction: string, code: string): string => `${transaction.length}:${transaction}:${code}`

/** From when a mailed code is dead (half-open). */
export const emailedCodeExpiry = (profile: CodeProfile, now: number): number =>
  profile === 'standard' ? now + 10 * minutes : Math.floor(now / step) * step + 3 * step

export type CodeOrder = { transaction: string; now: number; form?: CodeForm; profile?: CodeProfile }

/** A new code to mail, and what to store instead of it. */
export function newEmailedCode(
  { transaction, now, form = 'digits', profile = 'standard' }: CodeOrder,
  { randomBytes, hmac }: { randomBytes: RandomBytes; hmac: Hmac },
): { code: string; stored: EmailedCode } {
  const code = form === 'digits' ? randomDigits(randomBytes, 8) : randomCrockford(randomBytes, 6)
  return { code, stored: { mac: hmac(messageOf(transaction, code)), form, expiresAt: emailedCodeExpiry(profile, now) } }
}

/** Verifies a mailed code. That it is right once only is the storage's promise; count the attempt before calling. */
export function verifyEmailedCode(
  stored: EmailedCode,
  typed: string,
  { transaction, now }: { transaction: string; now: number },
  hmac: Hmac,
): EmailedCodeOutcome {
  const plain = asTyped(typed)
  const code = stored.form === 'crockford' ? foldCrockford(plain) : plain
  if (!shapes[stored.form].test(code)) return { ok: false, reason: 'malformed' }
  const isRight = isEqual(hmac(messageOf(transaction, code)), stored.mac)
  if (now >= stored.expiresAt) return { ok: false, reason: 'expired' }
  return isRight ? { ok: true } : { ok: false, reason: 'wrong' }
}
