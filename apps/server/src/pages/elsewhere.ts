import type { RequestContext } from '../http/route.ts'
import type { Parts } from '../journey/parts.ts'
import { languageOf, queryOf, realmOf, seeOther, send } from '../journey/reading.ts'
import { inWords } from '../ui/frame.ts'
import { forgotElsewherePage } from './forgot.ts'
import { localPage } from './local.ts'
import type { createLinkPages } from './links.ts'
import { createOutside } from './outside.ts'
import { localCookie } from './straight-on.ts'

/** Minutes that a browser is shown the password form of administrators. */
const localMinutes = 10

/** Pages of a realm whose passwords live at the provider in front of which it stands. */
export function createElsewherePages(parts: Parts, { showForgot, forgot }: Pick<ReturnType<typeof createLinkPages>, 'showForgot' | 'forgot'>) {
  const { storage, cookies } = parts
  const { setting, fieldsOf } = createOutside(parts)

  async function providerOf(ctx: RequestContext): Promise<string | null> {
    const realm = realmOf(ctx)
    const { onlyUpstreamId } = realm.settings
    const upstream = onlyUpstreamId === null ? undefined : await storage.upstreams.get(realm.id, onlyUpstreamId)
    return upstream === undefined ? null : inWords(upstream.name, languageOf(ctx, realm))
  }

  const consoleOf = (ctx: RequestContext): string => `/console/${realmOf(ctx).name}`

  /** Changes nothing: what a link or a picture elsewhere can call forth is only the page. */
  async function showLocal(ctx: RequestContext): Promise<void> {
    const provider = await providerOf(ctx)
    if (provider === null) return seeOther(ctx, consoleOf(ctx))
    const { view, form } = setting(ctx, ctx.path)
    send(ctx, localPage({ ...view, ...form(ctx.path), provider, minutes: localMinutes }))
  }

  /** The cookie only has the form shown; who may use it is judged with the password. */
  async function goLocal(ctx: RequestContext): Promise<void> {
    if (await fieldsOf(ctx, ctx.path) === undefined) return
    cookies.write(ctx, cookies.nameOf(realmOf(ctx).name, localCookie), '1', localMinutes * 60)
    seeOther(ctx, consoleOf(ctx))
  }

  async function showForgotten(ctx: RequestContext): Promise<void> {
    const provider = await providerOf(ctx)
    if (provider === null) return showForgot(ctx)
    const back = queryOf(ctx, 'back')
    const backHref = back !== null && /^[\w-]{8,64}$/.test(back) ? `/realms/${realmOf(ctx).name}/journey/${back}` : undefined
    send(ctx, forgotElsewherePage({ ...setting(ctx, ctx.path).view, provider, backHref }))
  }

  /** No link is mailed for a password that is not kept here, whoever asks. */
  async function takeForgotten(ctx: RequestContext): Promise<void> {
    if (await providerOf(ctx) === null) return forgot(ctx)
    seeOther(ctx, ctx.path)
  }

  return { showLocal, goLocal, showForgot: showForgotten, forgot: takeForgotten }
}
