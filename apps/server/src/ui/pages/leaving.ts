import { html, safeUrl } from '../html.ts'
import { type Frame, layout, type Page } from '../layout.ts'
import { linkButton, success } from '../pieces.ts'
import { words } from '../words.ts'

export type LeavingView = Frame & {
  /** A registered address of the application, or a path of ours that leads there. */
  href: string
  application: string
  /** Leaves after signing out, not after signing in. */
  signedOut?: boolean
  /** What was set up on the way: said before the page goes on. */
  enrolled?: 'totp' | 'emailed-code'
}

/** Long enough to be read. */
const enrolledSeconds = 3

/**
 * Leaves for the application. A redirect from a POST would be checked against `form-action` on every hop,
 * so this page goes on by itself (`Refresh: 0`) and has a plain link.
 */
export function leavingPage(view: LeavingView): Page {
  const { t } = words(view)
  const { application } = view
  const href = safeUrl(view.href)
  const title = t(view.signedOut === true ? 'logged-out.title' : 'leaving.title')
  const body = html`
<h1 class="sealed">${title}</h1>
${view.enrolled !== undefined && success(`${t('account.saved.authenticator-added')} ${t(`leaving.enrolled.${view.enrolled}`)}`)}
<p>${t('leaving.lead', { application })}</p>
${href !== null && html`<p class="actions">${linkButton(href, t('leaving.continue', { application }), 'primary')}</p>`}`
  return layout({ language: view.language, title, frame: view, body, refresh: href === null ? undefined : { afterSeconds: view.enrolled === undefined ? 0 : enrolledSeconds, href } })
}
