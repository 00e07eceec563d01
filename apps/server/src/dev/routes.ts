import type { Realm } from '@tegata/storage'
import { readJson } from '../http/body.ts'
import type { RequestContext, Route } from '../http/route.ts'
import { frameOf } from '../ui/frame.ts'
import { pickLanguage } from '../ui/languages.ts'
import { sendPage } from '../ui/send-page.ts'
import { mailboxPage, mailPage } from './mailbox-view.ts'
import type { Mailbox } from './mailbox.ts'

type Needs = {
  mailbox: Pick<Mailbox, 'list' | 'find'>
  clock: { now: () => number; set: (now: number) => void }
  /** The realm whose name, zone and languages these pages show. */
  realm: () => Promise<Realm | undefined>
  startHref: string
}

/** An instant as a script writes it: ISO with zone, or epoch milliseconds; `null` is the time of this computer. */
function readInstant(value: unknown): number | null {
  if (value === null) return Date.now()
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(value)) return null
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : at
}

/** What only demo mode has: the mail it sent, and a clock that can be set. */
export function devRoutes({ mailbox, clock, realm, startHref }: Needs): readonly Route[] {
  async function frame(ctx: RequestContext) {
    const of = await realm()
    if (!of) return null
    const { ui_locales: asked } = ctx.query
    const language = pickLanguage(typeof asked === 'string' ? asked : null, null, ctx.get('Accept-Language'), of.settings.languages)
    return frameOf(of, language, ctx.url)
  }

  async function list(ctx: RequestContext): Promise<void> {
    const shown = await frame(ctx)
    if (!shown) return
    const mails = mailbox.list().map(({ id, at, to, subject }) => ({ id, at, to, subject, href: `/dev/mail/${id}` }))
    sendPage(ctx, mailboxPage({ ...shown, mails, startHref }))
  }

  async function one(ctx: RequestContext): Promise<void> {
    const shown = await frame(ctx)
    const mail = mailbox.find(ctx.params['id'] ?? '')
    if (!shown || !mail) return
    sendPage(ctx, mailPage({ ...shown, mail, mailboxHref: '/dev/mail' }))
  }

  function listJson(ctx: RequestContext): void {
    ctx.type = 'application/json'
    ctx.body = JSON.stringify(mailbox.list().map(({ id, at, to, subject, text, html }) => ({ id, at: new Date(at).toISOString(), to, subject, text, html })))
  }

  const sayTime = (ctx: RequestContext): void => {
    ctx.type = 'application/json'
    ctx.body = JSON.stringify({ now: new Date(clock.now()).toISOString() })
  }

  async function setClock(ctx: RequestContext): Promise<void> {
    const body = await readJson(ctx.req)
    const fields: Record<string, unknown> = body.ok && typeof body.value === 'object' && body.value !== null ? { ...body.value } : {}
    const now = readInstant(fields['now'])
    if (now === null) {
      ctx.status = body.ok ? 400 : body.status
      ctx.type = 'application/json'
      ctx.body = JSON.stringify({ detail: 'Send {"now": …} with an instant: ISO 8601 with a zone, epoch milliseconds, or null for the time of this computer.' })
      return
    }
    clock.set(now)
    sayTime(ctx)
  }

  return [
    ['GET', '/dev/mail',      'demo', list],
    ['GET', '/dev/mail.json', 'demo', listJson],
    ['GET', '/dev/mail/:id',  'demo', one],
    ['GET', '/dev/clock',     'demo', sayTime],
    ['PUT', '/dev/clock',     'demo', setClock],
  ]
}
