/** Why a test of a connection failed, by what an administrator can do about it; its sentence says exactly what it was. */
type FailureGroup = 'unavailable' | 'metadata' | 'refused' | 'secret' | 'clock' | 'answer' | 'claims'

const groups: Readonly<Record<FailureGroup, readonly string[]>> = {
  unavailable: ['private-address', 'plain-http', 'timeout', 'too-large', 'redirected', 'unreachable', 'status', 'not-json', 'keys'],
  metadata: ['metadata-address', 'metadata-issuer', 'metadata-incomplete', 'metadata-algorithms'],
  refused: ['error-answer'],
  secret: ['token-refused'],
  clock: ['expired', 'not-yet', 'issued-in-future', 'auth-time'],
  answer: [
    'answer-issuer', 'answer-incomplete', 'id-token-missing', 'malformed', 'algorithm', 'key-unknown', 'signature', 'issuer', 'audience', 'azp', 'nonce', 'at-hash',
  ],
  claims: ['subject', 'userinfo', 'userinfo-subject', 'access-token', 'access-token-subject', 'too-many-names', 'name-too-long'],
}
const names: readonly FailureGroup[] = ['unavailable', 'metadata', 'refused', 'secret', 'clock', 'answer', 'claims']

/** The group of a permanent word; null for one that is not known here yet. */
export const failureGroupOf = (reason: string): FailureGroup | null => names.find((name) => groups[name].includes(reason)) ?? null
