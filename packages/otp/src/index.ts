export { verifyTotp, type Drift, type TotpAuthenticator, type TotpOptions, type TotpOutcome } from './totp.ts'
export { codeOf, newTotpParameters, type TotpParameters } from './hotp.ts'
export { groupsOfFour, newTotpSecret, toBase32 } from './secret.ts'
export { otpauthUri, type OtpauthDetails } from './otpauth.ts'
export {
  emailedCodeExpiry, newEmailedCode, verifyEmailedCode,
  type CodeForm, type CodeOrder, type CodeProfile, type EmailedCode, type EmailedCodeOutcome, type Hmac,
} from './emailed-code.ts'
export { isGuessable, isLongEnough, maskedToken, newEmergencyToken, normaliseEmergencyToken, writtenToken } from './emergency-token.ts'
export { readReference, referenceNumber } from './reference.ts'
export { asTyped, isEqual } from './typed.ts'
export type { RandomBytes } from './chance.ts'
