import { html, type Html } from '../html.ts'
import { contactOf, type Frame, layout, type Page } from '../layout.ts'
import { alert, codeField, field, form, type Form, laterForm, type LaterForm, ownSentence, person, sentences, submit, ways } from '../pieces.ts'
import { type PageProblem, words } from '../words.ts'

/** What the person is asked to enter. */
type CodeMethod =
  /** `label` as the app shows it; null when the person has several apps. */
  | { kind: 'totp'; label: string | null }
  /** `address` already masked; `sentAt` null when the mail could not be sent. `now`: when the page is shown, for what is left. */
  | { kind: 'emailed-code'; address: string; sentAt: number | null; expiresAt: number; now: number }
  /** Says nothing about what is set up (S0-32), and to everybody when a mail would have gone out. */
  | { kind: 'classic'; mailed: { sentAt: number; expiresAt: number; now: number } | null }
  | { kind: 'emergency-token' }

export type CodeView = Frame & Form & {
  /** Another heading than the usual one. */
  title?: string
  method: CodeMethod
  username: string
  problem?: PageProblem
  /** False while a wait lasts: the field is not shown, because no answer would be read. */
  open?: boolean
  cannotHref?: string
  /** The Emergency Menu (S0-29). */
  emergencyHref?: string
  /** Posts to ask for another mail. */
  resend?: Form
  /** Other ways to get a code (form field `way`). */
  another?: Form & { ways: readonly { value: string; label: string }[] }
  /** Posts to name another address than the one that a code went to. */
  otherAddress?: Form
  /** "Use my authenticator app instead", from the emergency token. */
  appHref?: string
  /** The code is only tested; nothing depends on it. */
  test?: boolean
  later?: LaterForm
  backHref?: string
}

function lead(view: CodeView): Html {
  const { rich, t } = words(view)
  const { method, realm } = view
  if (method.kind === 'classic') {
    return html`<p>${t('code.classic', { realm: realm.title })}</p>
${method.mailed && html`<p class="small">${sentences(view, rich('code.classic.mail', { sent: method.mailed.sentAt, until: method.mailed.expiresAt }), left(view, method.mailed))}</p>`}`
  }
  if (method.kind === 'emergency-token') return html`<p>${t('code.emergency')}</p>`
  if (method.kind === 'emailed-code') {
    const { address, sentAt, expiresAt } = method
    const sent = { address: html`<strong>${address}</strong>`, sent: sentAt ?? 0, until: expiresAt }
    return sentAt === null ? html`<p>${t('code.email.unsent')}</p>`
      : html`<p>${sentences(view, rich('code.email', sent), left(view, method))}</p>`
  }
  return method.label === null
    ? html`<p>${t('code.totp.several', { realm: realm.title })}</p>`
    : html`<p>${rich('code.totp', { label: html`<strong>${method.label}</strong>` })}</p>`
}

/** How long a mailed code still works, as of now. */
function left(view: Frame, { expiresAt, now }: { expiresAt: number; now: number }): string | false {
  const { t } = words(view)
  const seconds = Math.floor((expiresAt - now) / 1000)
  if (seconds <= 0) return false
  return seconds < 120 ? t('code.left.seconds', { n: seconds }) : t('code.left.minutes', { n: Math.round(seconds / 60) })
}

/** Asks for the second factor. */
export function codePage(view: CodeView): Page {
  const { t } = words(view)
  const { method, username, problem, open = true, cannotHref, emergencyHref, resend, another, otherAddress, appHref, test = false, later, backHref } = view
  const emergency = method.kind === 'emergency-token'
  const title = view.title ?? ( test ? t('code.test.title') : emergency ? t('code.emergency.title') : t('code.title'))
  const wrong = problem !== undefined
  const entry = form({
    ...view,
    body: html`${emergency
      ? field({ name: 'code', label: t('code.field.emergency'), autocomplete: 'off', look: 'token', maxlength: 128, wrong, autofocus: true })
      : codeField(t('code.field'), { wrong, autofocus: true })}
${submit(t('action.submit'))}`,
  })
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
${ownSentence(view, emergency ? 'emergency' : 'code')}
${open && lead(view)}
${open && entry}
${resend && form({ ...resend, name: 'quiet', body: html`<button type="submit" class="link">${t('code.resend')}</button>` })}
${another && form({ ...another, name: 'quiet', body: another.ways.map(({ value, label }) => html`<button type="submit" class="link" name="way" value="${value}">${label}</button>`) })}
${otherAddress && form({ ...otherAddress, name: 'quiet', body: html`<button type="submit" class="link" name="where" value="other">${t('address.change')}</button>` })}
${laterForm(view, later)}
${ways([
  cannotHref !== undefined && { href: cannotHref, label: t('code.cannot') },
  emergencyHref !== undefined && { href: emergencyHref, label: t('choose.emergency') },
  appHref !== undefined && { href: appHref, label: t('code.use-app') },
  backHref !== undefined && { href: backHref, label: t('action.back') },
])}
${person(view, username)}
${emergency && html`<p class="small">${t('page.contact', { contact: contactOf(view) })}</p>`}`
  return layout({ language: view.language, title, frame: view, body })
}
