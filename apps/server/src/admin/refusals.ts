import type { Operation, Problem } from '@tegata/contract'
import type { Realm, Storage } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { counter } from '../journey/subject.ts'

/** Whom an access token stands for, whether or not it still opens anything. */
export type Bearer = { userId: string; clientId: string }

/** Writes down that somebody who signed in was refused, and for what. */
export type RecordRefusal = (ctx: RequestContext, realm: Realm, bearer: Bearer, operation: Operation, problem: Problem) => Promise<void>

const pace = { max: 1, windowMs: 60_000 }

/** Once a minute, person and kind: whoever asks on and on fills no audit log. A demand for a fresh factor is no refusal. */
export const createRecordRefusal = ({ storage }: { storage: Pick<Storage, 'unit' | 'throttle' | 'audit'> }): RecordRefusal =>
  async (ctx, realm, { userId, clientId }, { method, path }, { code, status }) => {
    if (status !== 403 && code !== 'token.invalid') return
    await storage.unit([
      storage.throttle.reserve('told', counter(realm, 'api', 'refused', userId, code), pace),
      storage.audit.record({
        realmId: realm.id, type: 'api.refused', actor: userId, userId, clientId, address: ctx.state.address,
        userAgent: ctx.get('user-agent').slice(0, 300) || null, outcome: 'refused', reason: code, detail: { operation: `${method} ${path}` },
      }),
    ])
  }
