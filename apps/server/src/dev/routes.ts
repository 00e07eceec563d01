import type { Realm } from '@tegata/storage'
import { readJson } from '../http/body.ts'
import type { RequestContext, Route } from '../http/route.ts'
import { frameOf, inWords } from '../ui/frame.ts'
import { pickLanguage } from '../ui/languages.ts'
import { personName } from '../ui/person-name.ts'
import { sendPage } from '../ui/send-page.ts'
import { mailboxPage, mailPage, startPage } from './mailbox-view.ts'
import type { Mailbox } from './mailbox.ts'
import { demoPassword } from './seed/demo-password.ts'
import { people } from './seed/people.ts'

type Needs = {
  mailbox: Pick<Mailbox, 'list' | 'find'>
  clock: { now: () => number; set: (now: number) => void }
  /** The realm whose name, zone and languages these pages show. */
  realm: () => Promise<Realm | undefined>
  /** The sample application, for example http://localhost:8081. */
  demoUrl: string
}

/** An instant as a script writes it: ISO with zone, or epoch milliseconds; `null` is the time of this computer. */
function readInstant(value: unknown): number | null {
  if (value === null) return Date.now()
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(value)) return null
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : at
}

const startHref = '/'

/** What only demo mode has: a page to begin with, the mail it sent, and a clock that can be set. */
export function devRoutes({ mailbox, clock, realm, demoUrl }: Needs): readonly Route[] {
  async function frame(ctx: RequestContext) {
    const of = await realm()
    if (!of) return null
    const { ui_locales: asked } = ctx.query
    const language = pickLanguage(typeof asked === 'string' ? asked : null, null, ctx.get('Accept-Language'), of.settings.languages)
    return frameOf(of, language, ctx.url)
  }

  async function start(ctx: RequestContext): Promise<void> {
    const of = await realm()
    const shown = await frame(ctx)
    if (!of || !shown) return
    const { language } = shown
    const told = people.flatMap((person) => person.story === undefined ? [] : [
      { username: person.username, name: personName(person, language), story: inWords(person.story, language) },
    ])
    sendPage(ctx, startPage({
      ...shown,
      links: [
        { kind: 'sample', href: `${demoUrl}/` },
        { kind: 'front', href: `${demoUrl}/front` },
        { kind: 'console', href: `/console/${of.name}` },
        { kind: 'mail', href: '/dev/mail' },
        { kind: 'phone', href: `${demoUrl}/phone` },
        { kind: 'account', href: `/realms/${of.name}/account` },
      ],
      password: demoPassword,
      people: told,
    }))
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
    ['GET', startHref,        'demo', start],
    ['GET', '/dev/mail',      'demo', list],
    ['GET', '/dev/mail.json', 'demo', listJson],
    ['GET', '/dev/mail/:id',  'demo', one],
    ['GET', '/dev/clock',     'demo', sayTime],
    ['PUT', '/dev/clock',     'demo', setClock],
  ]
}
