import { toWire } from '@tegata/contract'
import type { Statement, Storage, User } from '@tegata/storage'
import { newEmergencyTokens } from '../journey/new-emergency-tokens.ts'
import type { Letters } from './needs.ts'
import type { Call } from './serve.ts'

type Needs = { storage: Pick<Storage, 'clock' | 'emergencyTokens' | 'audit'>; letters: Pick<Letters, 'emergencyIssued'> }

export type Issuing = {
  reason: string
  /** Epoch milliseconds; null: they work until they are used or revoked. */
  expiresAt: number | null
  values: readonly string[]
  /** The values are an administrator's. */
  chosen?: boolean
  /** The unit misses when more than so many would work. */
  atMost?: number
}

/** New emergency tokens of somebody, with event and letter: what is shown of them, and the statements, which stand or fall together. */
export function issuingEmergencyTokens(
  needs: Needs, { realm, caller, event }: Pick<Call<unknown>, 'realm' | 'caller' | 'event'>, user: User, { reason, expiresAt, values, chosen, atMost }: Issuing,
): { issued: readonly { id: string; value: string }[]; statements: readonly Statement[] } {
  const { storage: { clock, audit }, letters } = needs
  const about = { userId: user.id, by: caller.actor, reason, expiresAt, ...(atMost === undefined ? {} : { atMost }) }
  const { issued, statements } = newEmergencyTokens(needs, realm, about, values)
  const detail = {
    ...(issued.length === 1 ? { tokenId: issued[0]?.id } : { tokenIds: issued.map(({ id }) => id) }),
    expiresAt: expiresAt === null ? null : toWire(expiresAt), ...(chosen ? { chosen: true } : {}),
  }
  return {
    issued,
    statements: [
      ...statements,
      audit.record(event('emergency.issued', { userId: user.id, reason, detail })),
      ...letters.emergencyIssued(realm, user, { at: clock.now(), by: caller.name, count: issued.length }),
    ],
  }
}
