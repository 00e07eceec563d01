import { html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { linkButton, sentences } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type UpdatedView = Frame & {
  /** What was done: an app and a password, one of them, an address, nothing (passwords live elsewhere and no code is asked for), or something undone by its owner. */
  done: 'both' | 'both-email' | 'totp' | 'password' | 'email' | 'nothing' | 'not-me'
  /** Where the person goes on, with the user name filled in there. */
  start?: { title: string; href: string }
}

/** The end of a link's journey. */
export function updatedPage(view: UpdatedView): Page {
  const { t } = words(view)
  const { done, start } = view
  const title = t('updated.title')
  const text = done === 'not-me' ? t('updated.not-me', { contact: contactOf(view) }) : t(`updated.${done}`)
  const body = html`
<h1 class="sealed">${title}</h1>
<p>${sentences(view, text, (done === 'both' || done === 'totp') && t('updated.next-code'))}</p>
${start ? html`<p class="actions">${linkButton(start.href, t('updated.continue', { start: start.title }), 'primary')}</p>`
  : html`<p class="small">${t('updated.close')}</p>`}`
  return layout({ language: view.language, title, frame: view, body })
}
