import { html } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { form, type Form } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type ConsentView = Frame & Form & { application: string; username: string; scopes: readonly string[] }

const known = ['openid', 'profile', 'email', 'roles', 'offline_access', 'phone', 'address'] as const

/** Asks whether an application may use the account (form field `answer`: `allow`, `deny`). */
export function consentPage(view: ConsentView): Page {
  const { t } = words(view)
  const { application, username, scopes } = view
  const title = t('consent.title', { application })
  const sentence = (scope: string): string => {
    const name = known.find((each) => each === scope)
    return name === undefined ? t('consent.other', { scope }) : t(`consent.${name}`)
  }
  const body = html`
<h1>${title}</h1>
<p>${t('consent.lead', { application, username })}</p>
<ul class="scopes">${scopes.map((scope) => html`<li>${sentence(scope)}</li>`)}</ul>
${form({
  ...view,
  body: html`<p class="actions">
<button type="submit" name="answer" value="allow" class="primary">${t('consent.allow')}</button>
<button type="submit" name="answer" value="deny">${t('consent.deny')}</button></p>`,
})}`
  return layout({ language: view.language, title, frame: view, body })
}
