import { html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { form, type Form, submit, ways } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type LinkProblemView = Frame & {
  /** `void`: something changed since it was sent (password, address, a reset). */
  state: 'used' | 'expired' | 'replaced' | 'void' | 'unknown'
  /** Posts to have a new link sent to the address on file. */
  renew?: Form
  signInHref?: string
}

/** Says what is the matter with a link, and offers a new one (P-6). */
export function linkProblemPage(view: LinkProblemView): Page {
  const { t } = words(view)
  const { state, renew, signInHref } = view
  const title = t(`link.${state}.title`)
  // Who has no mailbox, or is nobody that we know, is told whom to ask instead.
  const text = state === 'unknown' ? t('link.unknown', { contact: contactOf(view) }) : renew === undefined ? t('link.ask', { contact: contactOf(view) }) : t(`link.${state}`)
  const body = html`
<h1>${title}</h1>
<p>${text}</p>
${renew && form({ ...renew, body: submit(t('link.new')) })}
${ways([signInHref !== undefined && { href: signInHref, label: t('login.title.plain') }])}`
  return layout({ language: view.language, title, frame: view, body })
}
