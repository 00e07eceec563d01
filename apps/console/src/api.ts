import { createApi, type Api } from '@tegata/contract'
import { inject, type InjectionKey } from 'vue'
import type { Browser } from './session/browser.ts'
import { createAuthorizedFetch } from './session/authorized-fetch.ts'
import type { ServerClock } from './session/server-clock.ts'
import type { useSession } from './session/session-store.ts'

export const apiKey: InjectionKey<Api> = Symbol('api')

/** The API of the realm, called as the person who is signed in. */
export function useApi(): Api {
  const api = inject(apiKey)
  if (!api) throw new Error('The console was started without an API: provide(apiKey, …) is missing')
  return api
}

export const connectApi = (browser: Browser, session: ReturnType<typeof useSession>, clock: ServerClock): Api =>
  createApi({
    base: browser.place.origin,
    realm: browser.place.realm,
    // The authorized fetch signs each request itself, since it may have to send it twice.
    token: () => null,
    fetch: createAuthorizedFetch({ fetch: browser.fetch, session, hasActed: browser.hasActed, hearRights: session.hearRights, hearTime: clock.hear }),
  })
