import { html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { alert, field, form, type Form, laterForm, type LaterForm, person, submit, ways } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'

export type ConfirmMailView = Frame & Form & {
  /** The proved address on file, masked. */
  address: string
  sentAt: number
  expiresAt: number
  username: string
  problem?: PageProblem
  /** Posts to ask for another mail. */
  resend?: Form
  cannotHref?: string
  /** The Emergency Menu (S0-29). */
  emergencyHref?: string
  /** Set-up may be put off. */
  later?: LaterForm
}

/** Asks for the code from the mail before a first authenticator is bound (`onUnenrolled: mailLink`). */
export function confirmMailPage(view: ConfirmMailView): Page {
  const { t, rich } = words(view)
  const { address, sentAt, expiresAt, username, problem, resend, cannotHref, emergencyHref, later } = view
  const title = t('confirm-mail.title')
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
<p>${rich('confirm-mail.lead', { address: html`<strong>${address}</strong>`, sent: sentAt })}</p>
<p>${t('confirm-mail.how', { until: expiresAt })}</p>
${form({
  ...view,
  body: html`
${field({
  name: 'code', label: t('confirm-mail.field'), autocomplete: 'one-time-code', look: 'token', maxlength: 64,
  wrong: problem !== undefined, autofocus: true,
})}
${submit(t('action.submit'))}`,
})}
<p class="small">${t('confirm-mail.missing', { contact: contactOf(view) })}</p>
${resend && form({ ...resend, name: 'quiet', body: html`<button type="submit" class="link">${t('code.resend')}</button>` })}
${laterForm(view, later)}
${ways([
  cannotHref !== undefined && { href: cannotHref, label: t('code.cannot') },
  emergencyHref !== undefined && { href: emergencyHref, label: t('choose.emergency') },
])}
${person(view, username)}`
  return layout({ language: view.language, title, frame: view, body })
}
