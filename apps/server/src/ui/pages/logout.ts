import { html } from '../html.ts'
import { type Frame, layout, type Page } from '../layout.ts'
import { linkButton, ways } from '../pieces.ts'
import { words } from '../words.ts'

export type LogoutView = Frame & {
  action: string
  /** Hidden fields of the form, its CSRF proof among them under whatever name the receiver reads. */
  hidden: readonly { name: string; value: string }[]
  /** Name and value of the button that signs out. */
  confirm: { name: string; value: string }
  username?: string
  stayHref?: string
}

/** Asks before signing out. */
export function logoutPage(view: LogoutView): Page {
  const { t } = words(view)
  const { action, hidden, confirm, username, stayHref } = view
  const title = t('logout.title')
  const body = html`
<h1>${title}</h1>
<p>${username === undefined ? t('logout.lead.plain') : t('logout.lead', { username })}</p>
<form method="post" action="${action}">
${hidden.map(({ name, value }) => html`<input type="hidden" name="${name}" value="${value}">`)}
<p class="actions"><button type="submit" name="${confirm.name}" value="${confirm.value}" class="primary">${t('action.sign-out')}</button></p>
</form>
${ways([stayHref !== undefined && { href: stayHref, label: t('logout.stay') }])}`
  return layout({ language: view.language, title, frame: view, body })
}

export type LoggedOutView = Frame & {
  /** Where the application wants people to go afterwards; checked against its registration by the caller. */
  application?: { title: string; href: string }
  signInHref?: string
}

export function loggedOutPage(view: LoggedOutView): Page {
  const { t } = words(view)
  const { application, signInHref } = view
  const title = t('logged-out.title')
  const body = html`
<h1 class="sealed">${title}</h1>
<p>${t('logged-out.lead')}</p>
${application && html`<p class="actions">${linkButton(application.href, t('logged-out.continue', { application: application.title }), 'primary')}</p>`}
${ways([signInHref !== undefined && { href: signInHref, label: t('logged-out.again') }])}`
  return layout({ language: view.language, title, frame: view, body })
}
