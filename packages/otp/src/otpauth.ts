import { type TotpParameters, newTotpParameters } from './hotp.ts'

export type OtpauthDetails = { issuer: string; account: string; secret: string } & Partial<TotpParameters>

// A colon separates issuer and account, and apps disagree on an escaped one; a lone surrogate cannot be escaped at all.
const labelOf = (text: string): string => text.toWellFormed().replace(/[:\p{Cc}]/gu, ' ').replace(/\s+/gu, ' ').trim()

/** `encodeURIComponent` leaves these alone; some readers of QR codes do not. Blanks become %20: FreeOTP shows a plus. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * The otpauth URI that Google Authenticator, Microsoft Authenticator and FreeOTP read. Always names all parameters, and
 * the issuer twice (label and parameter), as Google's key URI format asks.
 */
export function otpauthUri({ issuer, account, secret, ...given }: OtpauthDetails): string {
  const { algorithm, digits, periodSeconds } = { ...newTotpParameters, ...given }
  const [from, to] = [encode(labelOf(issuer)), encode(labelOf(account))]
  const parameters = `algorithm=${algorithm.toUpperCase()}&digits=${digits}&period=${periodSeconds}`
  return from === ''
    ? `otpauth://totp/${to}?secret=${secret}&${parameters}`
    : `otpauth://totp/${from}:${to}?secret=${secret}&issuer=${from}&${parameters}`
}
