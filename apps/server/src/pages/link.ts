import { html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { form, type Form, sentences, submit } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

type LinkPurpose = 'set-up' | 'reset-password' | 'confirm-mail' | 'not-me'

export type LinkView = Frame & Form & {
  purpose: LinkPurpose
  /** Display name in the order of the page's language (`personName`). */
  name: string
  username: string
  expiresAt: number
}

/** Shows what a link from a mail is about to do. Only the button does it: mail scanners open links (P-7). */
export function linkPage(view: LinkView): Page {
  const { t, rich } = words(view)
  const { purpose, name, username, expiresAt, realm } = view
  const [title, lead] = {
    'set-up': () => [t('link.title', { name }), t('link.setup', { username, realm: realm.title })],
    'reset-password': () => [t('link.title.reset', { name }), t('link.reset', { username, realm: realm.title })],
    'confirm-mail': () => [t('link.title.mail', { name }), t('link.confirm-mail', { username, realm: realm.title })],
    'not-me': () => [t('link.title.not-me'), t('link.not-me', { username, realm: realm.title })],
  }[purpose]()
  const body = html`
<h1>${title}</h1>
<p>${lead}</p>
${form({ action: view.action, csrf: view.csrf, body: submit(t('link.continue')) })}
<p class="small">${sentences(view, rich('link.until', { until: expiresAt }), t('link.not-you', { contact: contactOf(view) }))}</p>`
  return layout({ language: view.language, title: title ?? '', frame: view, body })
}
