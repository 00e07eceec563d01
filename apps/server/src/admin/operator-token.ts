import { randomBytes } from 'node:crypto'
import type { Realm, Storage } from '@tegata/storage'
import { type Caller, operatorCaller } from './caller.ts'

type Needs = { storage: Pick<Storage, 'unit' | 'protocol' | 'audit'> }

const model = 'OperatorToken'
const prefix = 'tegata_op_'

/**
 * How long a token of the command line lives. By the machine's clock, like every expiry of the protocol: the one that
 * demo mode moves belongs to the process that serves, and the command line is another one.
 */
const operatorTokenLifeMs = 5 * 60 * 1000

export const isOperatorToken = (token: string): boolean => token.startsWith(prefix)

/**
 * Makes a token for whoever holds the host: `tegata admin token`. It opens the API of one realm for five minutes as a
 * global administrator, is audited, and counts as fresh. Kept hashed, like every token.
 */
export async function makeOperatorToken({ storage }: Needs, realm: Realm, operator: string): Promise<string> {
  const token = `${prefix}${randomBytes(32).toString('base64url')}`
  const saved = await storage.protocol.save({
    model, id: token, realmId: realm.id, payload: { operator }, userId: null, epoch: null, grantId: null, sessionUid: null, uid: null,
    userCode: null, consumedAt: null, expiresAt: Date.now() + operatorTokenLifeMs,
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
  if (!row || typeof operator !== 'string' || row.expiresAt === null || row.expiresAt <= Date.now()) return null
  return operatorCaller(operator)
}

