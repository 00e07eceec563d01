import { randomBytes, randomUUID } from 'node:crypto'
import type { Realm, Storage } from '@tegata/storage'
import { type Caller, callerWith } from './caller.ts'

type Needs = { storage: Pick<Storage, 'unit' | 'clock' | 'protocol' | 'audit'> }

const model = 'OperatorToken'
const prefix = 'tegata_op_'

/** How long a token of the command line lives. */
export const operatorTokenLifeMs = 5 * 60 * 1000

export const isOperatorToken = (token: string): boolean => token.startsWith(prefix)

/**
 * Makes a token for whoever holds the host: `tegata admin token`. It opens the API of one realm for five minutes as a
 * global administrator, is audited, and counts as fresh. Kept hashed, like every token.
 */
export async function makeOperatorToken({ storage }: Needs, realm: Realm, operator: string): Promise<string> {
  const token = `${prefix}${randomBytes(32).toString('base64url')}`
  const saved = await storage.protocol.save({
    model, id: token, realmId: realm.id, payload: { operator }, userId: null, epoch: null, grantId: null, sessionUid: null, uid: randomUUID(),
    userCode: null, consumedAt: null, expiresAt: storage.clock.now() + operatorTokenLifeMs,
  })
  const audited = await storage.unit([storage.audit.record({
    realmId: realm.id, type: 'operator.token-made', actor: operator, userId: null, outcome: 'success', detail: { lifeSeconds: operatorTokenLifeMs / 1000 },
  })])
  if (!saved || !audited.ok) throw new Error('The token could not be stored.')
  return token
}

/** Whom such a token stands for; null when it is unknown here or has expired. */
export async function readOperatorToken({ storage }: Needs, realm: Realm, token: string): Promise<Caller | null> {
  const row = await storage.protocol.find(realm.id, model, token)
  const operator = row?.payload['operator']
  if (!row || typeof operator !== 'string' || row.expiresAt === null || row.expiresAt <= storage.clock.now()) return null
  return callerWith({
    kind: 'operator', user: null, clientId: null, actor: operator, name: operator, roles: ['global-admin'], isFresh: async () => true,
  })
}

