import type { Realm } from '@tegata/storage'
import { frameOf } from './frame.ts'
import { pickLanguage } from './languages.ts'
import type { Frame } from './layout.ts'
import { errorPage, type ErrorKind } from './pages/error.ts'
import { sendPage } from './send-page.ts'
import type { RequestContext } from '../http/route.ts'

type Needs = { now(): number }

const kinds: Readonly<Record<number, ErrorKind>> = { 404: 'not-found', 503: 'unavailable', 400: 'bad-request', 403: 'forbidden', 410: 'gone' }

/** A realm that is not there, or no realm at all: the page has our name and nobody's contact. */
const nowhere: Pick<Realm, 'name' | 'settings'>['settings']['displayName'] = { en: 'Tegata' }

/** What somebody sees when nothing else answered: one sentence, what to do, and the reference that finds the log line. */
export const createRenderFailure = ({ now }: Needs) => (ctx: RequestContext, { status, requestId }: { status: number; requestId: string }): void => {
  const kind = kinds[status] ?? (status >= 500 ? 'unexpected' : 'bad-request')
  const { realm } = ctx.state
  const language = pickLanguage(null, null, ctx.get('Accept-Language'), realm?.settings.languages ?? ['en', 'ja', 'ko'])
  const frame: Frame = realm !== undefined ? frameOf(realm, language) : {
    language, zone: 'UTC', realm: { title: nowhere.en, languages: ['en', 'ja', 'ko'], contact: '', helpHref: '/' },
  }
  sendPage(ctx, errorPage({ ...frame, kind, reference: requestId.slice(0, 8), at: now() }), status)
}
