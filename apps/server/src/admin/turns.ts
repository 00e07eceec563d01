import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Realm, Storage } from '@tegata/storage'
import type { Caller } from './caller.ts'
import { invalidCursor } from './paging.ts'

type Needs = { storage: Pick<Storage, 'secrets' | 'clock'> }
/** What is asked for besides the cursor: the body or the query of the call. */
type Asked = { cursor?: string | undefined }

/** One of the calls of something that takes several. */
export type Turn = {
  /** Where the call before stopped; null: this is the first call. */
  place: string | null
  /** Of all calls together: events that are written once name it. */
  id: string
  /** The cursor of the next call; null where there is none. */
  next: (place: string | null) => string | null
}

/** Milliseconds from the first call to the last: whoever confirmed it yesterday is asked again. */
const longest = 24 * 60 * 60_000
const marked = /^(?<place>[\w-]{1,60})~(?<since>\d{1,15})~(?<id>[\da-f-]{36})~(?<mark>[\w-]{43})$/

/**
 * Cursors that nobody makes but the call before. What the first call checks (the number that was confirmed, a second
 * factor, an event in the audit log) was checked by this caller, for exactly what is asked again now: the mark covers
 * the realm, the operation, the caller and everything else that was sent. Anything else is `request.invalid`.
 */
export const createTurns = ({ storage: { secrets, clock } }: Needs) => {
  let key: Promise<string> | undefined

  return async (operation: string, { realm, caller }: { realm: Realm; caller: Caller }, { cursor, ...asked }: Asked): Promise<Turn> => {
    const secret = await (key ??= secrets.ensure(0, 'cursors', () => randomBytes(32).toString('base64url')))
    const markOf = (place: string, since: string, id: string): Buffer =>
      createHmac('sha256', secret).update(JSON.stringify([realm.id, operation, caller.kind, caller.actor, asked, place, since, id])).digest()
    const turn = (at: string | null, since: string, id: string): Turn => ({
      place: at, id, next: (place) => (place === null ? null : [place, since, id, markOf(place, since, id).toString('base64url')].join('~')),
    })
    if (cursor === undefined) return turn(null, String(clock.now()), randomUUID())
    const { place, since, id, mark } = marked.exec(cursor)?.groups ?? {}
    if (place === undefined || since === undefined || id === undefined || mark === undefined) throw invalidCursor()
    const age = clock.now() - Number(since)
    if (!timingSafeEqual(Buffer.from(mark, 'base64url'), markOf(place, since, id)) || age > longest) throw invalidCursor()
    return turn(place, since, id)
  }
}
