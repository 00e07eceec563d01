import { html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { words } from '../ui/words.ts'

export type LinkSentView = Frame & {
  /** Masked; leave it out where the sender may not be told whose link it was. */
  address?: string
}

export function linkSentPage(view: LinkSentView): Page {
  const { t } = words(view)
  const title = t('link-sent.title')
  const body = html`
<h1>${title}</h1>
<p>${view.address === undefined ? t('link-sent.lead') : t('link-sent.address', { address: view.address })}</p>
<p class="small">${t('link-sent.missing', { contact: contactOf(view) })}</p>`
  return layout({ language: view.language, title, frame: view, body })
}
