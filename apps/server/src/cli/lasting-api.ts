import type { Api } from '@tegata/contract'
import type { Realm } from '@tegata/storage'
import type { House } from './command.ts'

const renewedAfterMs = 4 * 60_000

/** The API for work that takes longer than a token lives. */
export function lastingApi(house: Pick<House, 'api'>, realm: Realm, operator: string): () => Promise<Api> {
  let made: { at: number; api: Promise<Api> } | undefined
  return () => {
    if (made === undefined || performance.now() - made.at > renewedAfterMs) made = { at: performance.now(), api: house.api(realm, operator) }
    return made.api
  }
}
