import { readForm } from '../http/body.ts'
import type { RequestContext } from '../http/route.ts'
import { csrfOf, ensureBrowser, readBrowser, refuseForm } from '../journey/browser.ts'
import type { Parts } from '../journey/parts.ts'
import { frame, languageOf, queryOf, realmOf, sendCookiesNeeded, sendError } from '../journey/reading.ts'
import { isLanguage } from '../ui/languages.ts'

/** Pages of a realm that belong to no journey: their frames, and forms that are ours and were shown to this browser (S-6). */
export function createOutside({ cookies, publicUrl, storage }: Pick<Parts, 'cookies' | 'publicUrl' | 'storage'>) {
  const now = () => storage.clock.now()

  /** Form and frame of a page outside of journeys. What the person chose travels in the address. */
  function setting(ctx: RequestContext, path: string) {
    const realm = realmOf(ctx)
    const chosen = queryOf(ctx, 'ui_locales')
    const { token } = ensureBrowser(cookies, ctx, realm.name)
    const kept = isLanguage(chosen) ? `?ui_locales=${chosen}` : ''
    return { realm, view: frame(realm, languageOf(ctx, realm), path), form: (action: string) => ({ action: `${action}${kept}`, csrf: csrfOf(token, `realm ${realm.id}`) }) }
  }

  /** A form of such a page, when it is ours and was shown to this browser; otherwise a page has been sent. */
  async function fieldsOf(ctx: RequestContext, retryHref: string): Promise<{ fields: Readonly<Record<string, string>>; hash: string } | undefined> {
    const realm = realmOf(ctx)
    const body = await readForm(ctx.req)
    const browser = readBrowser(cookies, ctx, realm.name)
    if (!body.ok) {
      sendError(ctx, now(), 'bad-request', { retryHref })
      ctx.status = body.status
      return undefined
    }
    const refusal = refuseForm(ctx, { browser, about: `realm ${realm.id}`, csrf: body.value.csrf, origin: publicUrl.origin })
    if (refusal === 'no-cookie' || browser.hash === undefined) return void sendCookiesNeeded(ctx, publicUrl, retryHref)
    if (refusal !== null) return void sendError(ctx, now(), 'forbidden', { retryHref })
    return { fields: body.value, hash: browser.hash }
  }

  return { setting, fieldsOf }
}
