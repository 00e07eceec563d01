import { html, type Html } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { form, type Form } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

/** What every page of the account is told. */
export type AccountFrame = Frame & {
  username: string
  signOut: Form
}

type Parts = { title: string; body: Html; width?: 'pass' | 'wide' }

/** A page of the account: who is signed in and the way out stand at the top. */
export function accountLayout(view: AccountFrame, { title, body, width }: Parts): Page {
  const { t } = words(view)
  const tools = html`<div class="tools"><span>${view.username}</span>${form({
    ...view.signOut, name: 'quiet', body: html`<button type="submit" class="link">${t('action.sign-out')}</button>`,
  })}</div>`
  return layout({ language: view.language, title, frame: view, body, width, tools })
}
