import { html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { linkButton, sentences, ways } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type WaitingView = Frame & {
  sentAt: number
  /** Digits only, for example 4271-08. */
  reference: string
  /** This page again: [Check now]. */
  checkHref: string
  /** The same page without looking by itself, and back (WCAG 2.2.1 asks for a way to stop it). */
  still?: { href: string; on: boolean }
  /** The request was open before this visit. */
  already?: boolean
  emergencyHref?: string
}

const everySeconds = 15

/** Waits for the help desk. Goes on by the `Refresh` header, which `sendPage` sets. */
export function waitingPage(view: WaitingView): Page {
  const { t, rich } = words(view)
  const { sentAt, reference, checkHref, still, already = false, emergencyHref } = view
  const byItself = still?.on !== true
  const title = t('waiting.title')
  const body = html`
<h1>${title}</h1>
<p>${sentences(view, already ? rich('waiting.already', { sent: sentAt }) : rich('waiting.lead', { sent: sentAt }), t('waiting.read-out'))}</p>
<dl class="receipt"><dt>${t('waiting.reference')}</dt><dd>${reference}</dd></dl>
<p>${t('waiting.keep', { contact: contactOf(view) })}</p>
<p class="actions">${linkButton(checkHref, t('waiting.check'), 'primary')}</p>
<p class="small">${sentences(view, byItself && t('waiting.refreshes'), still && html`<a href="${still.href}">${byItself ? t('waiting.still') : t('waiting.again')}</a>`)}</p>
${ways([emergencyHref !== undefined && { href: emergencyHref, label: t('cannot.emergency') }])}`
  return layout({
    language: view.language, title, frame: view, body,
    refresh: byItself ? { afterSeconds: everySeconds } : undefined,
  })
}
