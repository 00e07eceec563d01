import { createGuardrails, generateSync } from 'otplib'

/** Stored with every authenticator, because imported ones differ. New ones are SHA1, 6 digits, 30 seconds. */
export type TotpParameters = { algorithm: 'sha1' | 'sha256' | 'sha512'; digits: 6 | 8; periodSeconds: number }

/** What Google Authenticator, Microsoft Authenticator and FreeOTP all honour. */
export const newTotpParameters: TotpParameters = { algorithm: 'sha1', digits: 6, periodSeconds: 30 }

// Imports bring secrets of any length, and they worked where they come from; new ones are always 20 bytes.
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 1, MAX_SECRET_BYTES: 1024 })

type CodeShape = Pick<TotpParameters, 'algorithm' | 'digits'>

/** The code of one counter (RFC 4226), or of one time step (RFC 6238), for a secret in base32. */
export const codeOf = (secret: string, { algorithm, digits }: CodeShape, counter: number): string =>
  generateSync({ strategy: 'hotp', secret, algorithm, digits, counter, guardrails })
