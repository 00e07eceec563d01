import { html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { alert, field, form, type Form, submit, ways } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'

export type ForgotView = Frame & Form & { username?: string; problem?: PageProblem; backHref?: string }

/** Asks whose password was forgotten (field `username`). */
export function forgotPage(view: ForgotView): Page {
  const { t } = words(view)
  const { username, problem, backHref } = view
  const title = t('forgot.title')
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
<p>${t('forgot.lead')}</p>
${form({
  ...view,
  body: html`
${field({ name: 'username', label: t('login.username'), value: username, autocomplete: 'username', wrong: problem !== undefined, autofocus: true })}
${submit(t('forgot.send'))}`,
})}
${ways([backHref !== undefined && { href: backHref, label: t('forgot-sent.back') }])}`
  return layout({ language: view.language, title, frame: view, body })
}

export type ForgotSentView = Frame & { linkMinutes: number; backHref?: string }

/** The same answer whether there is such an account or not (P-5). */
export function forgotSentPage(view: ForgotSentView): Page {
  const { t } = words(view)
  const title = t('forgot-sent.title')
  const body = html`
<h1>${title}</h1>
<p>${t('forgot-sent.lead', { n: view.linkMinutes })}</p>
<p class="small">${t('forgot-sent.missing', { contact: contactOf(view) })}</p>
${ways([view.backHref !== undefined && { href: view.backHref, label: t('forgot-sent.back') }])}`
  return layout({ language: view.language, title, frame: view, body })
}

export type ForgotElsewhereView = Frame & { provider: string; backHref?: string }

/** Where people sign in at a provider in front of which the realm stands: it keeps their passwords. */
export function forgotElsewherePage(view: ForgotElsewhereView): Page {
  const { t } = words(view)
  const title = t('forgot.elsewhere.title')
  const body = html`
<h1>${title}</h1>
<p>${t('forgot.elsewhere', { provider: view.provider })}</p>
<p class="small">${t('page.contact', { contact: contactOf(view) })}</p>
${ways([view.backHref !== undefined && { href: view.backHref, label: t('forgot-sent.back') }])}`
  return layout({ language: view.language, title, frame: view, body })
}
