import { decodeBase32, type TotpKey } from './totp.ts'

export type ReadKey =
  | { ok: true; key: TotpKey & { user: string; label: string } }
  | { ok: false; reason: 'empty' | 'not-a-key' | 'too-short' | 'not-totp' | 'unsupported' }

const algorithms: Record<string, TotpKey['algorithm']> = { SHA1: 'SHA1', SHA256: 'SHA256', SHA512: 'SHA512' }

function readSecret(text: string): { ok: true; secret: string } | { ok: false; reason: 'not-a-key' | 'too-short' } {
  const secret = text.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replace(/=+$/, '')
  const bytes = decodeBase32(secret)
  if (bytes === null) return { ok: false, reason: 'not-a-key' }
  return bytes.length < 10 ? { ok: false, reason: 'too-short' } : { ok: true, secret }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Reads what a person pastes: a base32 key in any grouping, or an otpauth link
 * (the "Key URI Format" that Google Authenticator made common).
 */
export function readKey(pasted: string): ReadKey {
  const text = pasted.trim()
  if (text === '') return { ok: false, reason: 'empty' }
  if (!/^otpauth:/i.test(text)) {
    const read = readSecret(text)
    if (!read.ok) return read
    return { ok: true, key: { secret: read.secret, algorithm: 'SHA1', digits: 6, periodSeconds: 30, user: '', label: '' } }
  }

  const link = /^otpauth:\/\/([a-z]+)\/([^?]*)\?(.*)$/is.exec(text)
  if (!link) return { ok: false, reason: 'not-a-key' }
  const [, kind = '', path = '', query = ''] = link
  if (kind.toLowerCase() !== 'totp') return { ok: false, reason: 'not-totp' }

  const parameters = new URLSearchParams(query)
  const read = readSecret(parameters.get('secret') ?? '')
  if (!read.ok) return read
  const algorithm = algorithms[(parameters.get('algorithm') ?? 'SHA1').toUpperCase().replace('-', '')]
  const digits = Number(parameters.get('digits') ?? 6)
  const periodSeconds = Number(parameters.get('period') ?? 30)
  const known = algorithm !== undefined && [6, 7, 8].includes(digits) && Number.isInteger(periodSeconds) && periodSeconds >= 5 && periodSeconds <= 300
  if (!known) return { ok: false, reason: 'unsupported' }

  const name = decoded(path)
  const at = name.indexOf(':')
  const label = parameters.get('issuer') ?? (at < 0 ? '' : name.slice(0, at))
  return { ok: true, key: { secret: read.secret, algorithm, digits, periodSeconds, user: name.slice(at + 1).trim(), label: label.trim() } }
}
