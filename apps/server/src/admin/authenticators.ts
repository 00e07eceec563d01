import { Problem, toWire } from '@tegata/contract'
import type { Authenticator, Realm, Storage, User } from '@tegata/storage'
import { nowAndBack } from '../journey/administrators-left.ts'
import { commit, commitAlone } from './commit.ts'
import { getUser } from './find-user.ts'
import { refuseAbove } from './guard.ts'
import type { Decide, Letters } from './needs.ts'
import type { Performs } from './serve.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'clock' | 'realms' | 'users' | 'roles' | 'authenticators' | 'audit'>
  letters: Letters
  decide: Decide
}

export const authenticatorView = (authenticator: Authenticator) => ({
  id: authenticator.id,
  kind: authenticator.kind,
  name: authenticator.label,
  state: authenticator.state,
  boundBy: authenticator.boundBy,
  enrolledAt: toWire(authenticator.boundAt),
  lastUsedAt: authenticator.lastUsedAt === null ? null : toWire(authenticator.lastUsedAt),
  address: authenticator.address,
})

/** What a user has enrolled. An administrator renames and removes; the last one that a rule asks for goes by Reset OTP only (P19). */
export const authenticatorsApi = (needs: Needs): Performs<'listAuthenticators' | 'renameAuthenticator' | 'removeAuthenticator'> => {
  const { storage, letters, decide } = needs
  const { unit, clock, roles, authenticators, audit } = storage

  const find = async (realm: Realm, userId: string, id: string) => {
    const user = await getUser(needs, realm, userId)
    const all = await authenticators.listOf(realm.id, user.id)
    const authenticator = all.find((candidate) => candidate.id === id)
    if (!authenticator) throw new Problem('authenticator.not-found')
    return { user, all, authenticator }
  }
  /** Now, or when their time in a policy group is over: what goes now is not there then. */
  const mustHave = async (realm: Realm, user: User) => {
    for (const person of nowAndBack(user)) {
      if ((await decide(realm, person, { channel: 'page', session: null, client: null, essentialAcr: [] })).mustHave) return true
    }
    return false
  }

  return {
    async listAuthenticators({ realm, params }) {
      const user = await getUser(needs, realm, params.userId)
      return { value: { items: (await authenticators.listOf(realm.id, user.id)).map(authenticatorView), next: null } }
    },

    async renameAuthenticator({ realm, caller, params, body, event }) {
      const { user, authenticator } = await find(realm, params.userId, params.authenticatorId)
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      await commit(unit, [
        authenticators.rename(realm.id, user.id, authenticator.id, body.name),
        audit.record(event('authenticator.renamed', { userId: user.id, detail: { authenticator: authenticator.id, before: authenticator.label, after: body.name } })),
      ], () => new Problem('authenticator.not-found'))
      return { value: authenticatorView({ ...authenticator, label: body.name }) }
    },

    async removeAuthenticator({ realm, caller, params, event }) {
      const { user, authenticator } = await find(realm, params.userId, params.authenticatorId)
      refuseAbove(caller, await roles.effectiveOf(realm.id, user.id))
      await commitAlone(needs, realm, async () => {
        const seen = await authenticators.listOf(realm.id, user.id)
        const left = seen.filter(({ id, state }) => id !== authenticator.id && state !== 'suspended')
        if (left.length === 0 && await mustHave(realm, user)) throw new Problem('authenticator.last-one')
        return [
          ...authenticators.remove(realm.id, user.id, authenticator.id, seen),
          audit.record(event('authenticator.removed', { userId: user.id, detail: { authenticator: authenticator.id, kind: authenticator.kind, label: authenticator.label } })),
          ...letters.authenticatorRemoved(realm, user, authenticator, { at: clock.now(), by: caller.name }),
        ]
      }, ({ missed }) => missed === 'authenticators.unchanged' ? new Problem('server.unavailable', { retryAfterSeconds: 1 }) : new Problem('authenticator.not-found'))
    },
  }
}
