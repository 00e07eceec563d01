import { html } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { alert, field, form, type Form, ownSentence, submit } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'

export type PasswordView = Frame & Form & {
  /** Shown, and given to password managers. */
  username: string
  minLength: number
  problem?: PageProblem
}

/** Lets the person choose a password (fields `newPassword`, `confirmPassword`). */
export function passwordPage(view: PasswordView): Page {
  const { t } = words(view)
  const { username, minLength, problem } = view
  const title = t('password.title')
  const mismatch = problem?.code === 'password-mismatch'
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
${ownSentence(view, 'newPassword')}
<p id="password-rule">${t('password.lead', { n: minLength })}</p>
${form({
  ...view,
  body: html`
<div class="field"><label for="username">${t('password.username')}</label>
<input id="username" name="username" value="${username}" autocomplete="username" readonly></div>
${field({ name: 'newPassword', label: t('password.new'), type: 'password', autocomplete: 'new-password', wrong: problem !== undefined, autofocus: true })}
${field({ name: 'confirmPassword', label: t('password.confirm'), type: 'password', autocomplete: 'new-password', wrong: mismatch })}
${submit(t('password.save'))}`,
})}`
  return layout({ language: view.language, title, frame: view, body })
}
