import type { EmergencyToken } from '@tegata/contract'
import type { Answer } from './fake-answers.ts'
import type { Asked, World } from './fake-server.ts'
import { at, newId, type Person } from './people.ts'

/** What every token made here, and every one that is revealed, has for a value. */
export const tokenValue = 'M3X9-7KQ2-0ZPA-VW4T'

export const tokenOf = (overrides: Partial<EmergencyToken> = {}): EmergencyToken =>
  ({ id: newId(), masked: '••••4T', recoverable: true, issuedAt: at(2), issuedBy: 'help', expiresAt: null, ...overrides })

/** People whose list once had a token. */
const everHad = new WeakSet<Person>()

export const emergencyAnswers = [
  'listEmergencyTokens', 'issueEmergencyToken', 'issueEmergencyTokens', 'topUpEmergencyTokens', 'revealEmergencyToken', 'revokeEmergencyToken', 'revokeEmergencyTokens',
] as const

export function ofEmergency(world: World, found: Person, { id, input, body }: Asked): Answer {
  const isKept = world.emergencyMode === 'recoverable'
  const made = (values: readonly string[], hours: unknown) => values.map((value) => {
    const token = tokenOf({ issuedAt: at(0), issuedBy: world.me.username, recoverable: isKept, masked: isKept ? '••••4T' : '••••', expiresAt: typeof hours === 'number' ? at(-hours) : null })
    found.emergencyTokens = [token, ...found.emergencyTokens]
    return { id: token.id, value, expiresAt: token.expiresAt }
  })
  switch (id) {
    case 'listEmergencyTokens':
      if (found.emergencyTokens.length > 0) everHad.add(found)
      return { value: { items: found.emergencyTokens, next: null, everHad: everHad.has(found) } }
    case 'issueEmergencyToken': return { value: made([tokenValue], body['expiresInHours'] ?? 24)[0] }
    case 'issueEmergencyTokens': {
      const { values, count } = body
      return { value: { items: made(Array.isArray(values) ? values.map(String) : Array.from({ length: Number(count ?? 1) }, () => tokenValue), body['expiresInHours']), next: null } }
    }
    case 'topUpEmergencyTokens': {
      const missing = Math.max(0, world.emergencyInitial - found.emergencyTokens.length)
      return { value: { items: made(Array.from({ length: missing }, () => tokenValue), null), next: null } }
    }
    case 'revealEmergencyToken': return { value: { value: tokenValue } }
    case 'revokeEmergencyToken':
      found.emergencyTokens = found.emergencyTokens.filter((token) => token.id !== input['tokenId'])
      return { value: undefined }
    default:
      found.emergencyTokens = []
      return { value: undefined }
  }
}
