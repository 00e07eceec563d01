import { Problem } from '@tegata/contract'
import type { ManyUser } from '@tegata/storage'
import { endingEverything } from '../../journey/ending.ts'
import { makeValues } from '../../journey/new-emergency-tokens.ts'
import { issuingEmergencyTokens } from '../issuing-emergency-tokens.ts'
import { keyOfWaysIn, mailingSetUp, waysInName } from '../mailing-set-up.ts'
import { type Action, always, type BulkCall, type BulkNeeds, never, noProblem } from './action.ts'

const plain = 500
const single = 100
const withLetters = 20

const harmless = { ends: never, weighs: never, risky: never, disarms: never } as const

const enabledBecomes = (enabled: boolean) => ({ before: { enabled: !enabled }, after: { enabled } })

export function enabling({ storage: { users, audit, many } }: BulkNeeds, { realm, event, reason }: BulkCall): Action {
  const detail = enabledBecomes(true)
  return {
    ...harmless,
    weighs: always,
    judge: async () => ({ enabled }) => enabled ? 'unchanged' : 'change',
    one: async (user) => [...users.change(realm.id, user.id, { enabled: true }, user.version), audit.record(event('user.changed', { userId: user.id, reason, detail }))],
    alike: {
      includes: always,
      all: (people) => [...many.enable(realm.id, people.map(({ n }) => n)), many.record(event('user.changed', { userId: null, reason, detail }), people.map(({ id }) => id))],
    },
    missed: noProblem,
    step: plain,
  }
}

export function disabling(needs: BulkNeeds, { realm, event, reason }: BulkCall): Action {
  const { users, links, audit } = needs.storage
  return {
    judge: async () => ({ enabled }) => enabled ? 'change' : 'unchanged',
    one: async (user) => [
      ...users.change(realm.id, user.id, { enabled: false }, user.version),
      audit.record(event('user.changed', { userId: user.id, reason, detail: enabledBecomes(false) })),
      links.voidAll(realm.id, user.id, 'disabled'),
      ...await endingEverything(needs, realm, user.id),
    ],
    ends: always,
    weighs: always,
    risky: never,
    disarms: always,
    missed: noProblem,
    step: single,
  }
}

export function setupMail(needs: BulkNeeds, { realm, caller, event, reason }: BulkCall): Action {
  if (!needs.canMail(realm)) throw new Problem('mail.not-configured')
  return {
    ...harmless,
    async judge(people) {
      const full = await needs.storage.many.closed(people.map(({ id }) => keyOfWaysIn(realm, id)))
      return ({ id, enabled, email }) => !enabled ? 'user.disabled' : email === null ? 'user.no-email' : full.has(keyOfWaysIn(realm, id)) ? 'mail.too-many' : 'change'
    },
    one: async (user) => mailingSetUp(needs, realm, user, { by: caller.name, reason, event }),
    missed: (statement) => statement === waysInName ? 'mail.too-many' : null,
    step: withLetters,
  }
}

/** How many tokens somebody lacks to what the realm begins with. */
export async function missingTokens({ storage: { many } }: BulkNeeds, { realm }: Pick<BulkCall, 'realm'>, people: readonly ManyUser[]): Promise<(user: ManyUser) => number> {
  const have = await many.belongings(realm.id, people.map(({ n }) => n))
  return ({ n }) => Math.max(0, realm.settings.emergencyInitial - (have.get(n)?.emergencyTokens ?? 0))
}

/** Values are read by whoever may reveal them, one by one: none is answered here, so the limit of handing out does not count. */
export function topUp(needs: BulkNeeds, call: BulkCall): Action {
  const { realm, caller } = call
  if (realm.settings.emergencyMode === 'once') throw new Problem('bulk.values-not-kept')
  return {
    ...harmless,
    async judge(people) {
      const missing = await missingTokens(needs, call, people)
      return (user) => user.id === caller.user?.id ? 'permission.not-for-yourself' : !user.enabled ? 'user.disabled' : missing(user) === 0 ? 'unchanged' : 'change'
    },
    async one(user) {
      const atMost = realm.settings.emergencyInitial
      const missing = atMost - await needs.storage.emergencyTokens.countLeft(realm.id, user.id)
      if (missing <= 0) return []
      return issuingEmergencyTokens(needs, call, user, { reason: call.reason ?? '', expiresAt: null, values: makeValues(missing), atMost }).statements
    },
    risky: always,
    missed: noProblem,
    step: withLetters,
  }
}
