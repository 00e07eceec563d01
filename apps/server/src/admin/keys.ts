import { Problem, type SigningKey as WireKey, toWire } from '@tegata/contract'
import type { Realm, SigningKey } from '@tegata/storage'
import type { Performs } from './serve.ts'

/** What only the part that signs can do. */
export type KeysOfRealm = {
  list: (realm: Realm) => Promise<readonly Omit<SigningKey, 'privateJwk'>[]>
  /** Null: somebody else rotated at the same moment. */
  rotate: (realm: Realm, options: Rotation) => Promise<readonly Step[] | null>
  /** How long a key is published before it signs. */
  publishMs: number
}
type Rotation = { now: boolean; event: { actor: string | null; clientId?: string | null; address?: string | null; userAgent?: string | null } }
type Step = { alg: SigningKey['alg']; did: 'published' | 'activated' | 'waiting'; kid: string; signsFrom: number }
type Needs = { keys: KeysOfRealm }

const states: readonly SigningKey['state'][] = ['active', 'next', 'old']

/** The keys that sign the tokens of a realm. */
export const keysApi = ({ keys }: Needs): Performs<'listKeys' | 'rotateKeys'> => {
  const view = async (realm: Realm): Promise<WireKey[]> => (await keys.list(realm))
    .toSorted((one, other) => one.alg.localeCompare(other.alg) || states.indexOf(one.state) - states.indexOf(other.state) || other.createdAt - one.createdAt)
    .map(({ kid, alg, state, createdAt, activeAt }) => ({
      kid, algorithm: alg, state, createdAt: toWire(createdAt),
      signsSince: activeAt === null ? null : toWire(activeAt),
      signsFrom: state === 'next' ? toWire(createdAt + keys.publishMs) : null,
    }))

  return {
    async listKeys({ realm }) {
      return { value: { items: await view(realm), next: null } }
    },

    async rotateKeys({ realm, body, event }) {
      const { actor, clientId, address, userAgent } = event('keys.rotated', { userId: null })
      const steps = await keys.rotate(realm, { now: body.now ?? false, event: { actor, clientId: clientId ?? null, address: address ?? null, userAgent: userAgent ?? null } })
      if (steps === null) throw new Problem('server.unavailable', { retryAfterSeconds: 1 })
      return {
        value: {
          steps: steps.map(({ alg, did, kid, signsFrom }) => ({ algorithm: alg, did, kid, signsFrom: toWire(signsFrom) })),
          keys: await view(realm),
        },
      }
    },
  }
}
