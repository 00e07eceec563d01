import { html } from '../html.ts'
import { contactOf, type Frame, layout, type Page } from '../layout.ts'
import { linkButton, ways } from '../pieces.ts'
import { words } from '../words.ts'

export type ErrorKind =
  | 'unexpected' | 'unavailable' | 'expired' | 'gone' | 'other-browser' | 'other-person' | 'not-found' | 'bad-request'
  | 'client' | 'upstream' | 'unmet' | 'forbidden'

export type ErrorView = Frame & {
  kind: ErrorKind
  /** Finds the line in the log. Digits and letters; never a stack trace. */
  reference: string
  at: number
  /** A sentence for whoever runs the application, for example an OAuth error code. Shown as text. */
  detail?: string
  retryHref?: string
  backHref?: string
}

/** Something that nobody here can put right on this page: what it was, what to do, and what to quote. */
export function errorPage(view: ErrorView): Page {
  const { t } = words(view)
  const { kind, reference, at, detail, retryHref, backHref } = view
  const title = t('error.title')
  const body = html`
<h1>${title}</h1>
<p>${t(`error.${kind}`)}</p>
${retryHref !== undefined && html`<p class="actions">${linkButton(retryHref, t('action.try-again'), 'primary')}</p>`}
${detail && html`<p class="small">${t('error.detail')}: <code>${detail}</code></p>`}
<p class="small">${t('error.reference', { reference, at })}<br>${t('page.contact', { contact: contactOf(view) })}</p>
${ways([backHref !== undefined && { href: backHref, label: t('action.back') }])}`
  return layout({ language: view.language, title, frame: view, body })
}

export type CookiesNeededView = Frame & { host: string; retryHref?: string }

/** The browser sent no cookie back. */
export function cookiesNeededPage(view: CookiesNeededView): Page {
  const { t } = words(view)
  const title = t('cookies.title')
  const body = html`
<h1>${title}</h1>
<p>${t('cookies.lead', { host: view.host })}</p>
${view.retryHref !== undefined && html`<p class="actions">${linkButton(view.retryHref, t('action.try-again'), 'primary')}</p>`}`
  return layout({ language: view.language, title, frame: view, body })
}
