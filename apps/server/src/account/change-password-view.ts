import { html } from '../ui/html.ts'
import type { Page } from '../ui/layout.ts'
import { alert, field, form, type Form, submit, ways } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'
import { type AccountFrame, accountLayout } from './account-frame.ts'

export type ChangePasswordView = AccountFrame & Form & { minLength: number; problem?: PageProblem; backHref: string }

/** Fields `password` (the current one), `newPassword`, `confirmPassword`, `endOthers` (on unless unticked, P-4). */
export function changePasswordPage(view: ChangePasswordView): Page {
  const { t } = words(view)
  const { minLength, problem, backHref, username } = view
  const title = t('change-password.title')
  const currentWrong = problem?.code === 'password-current'
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
<p>${t('password.lead', { n: minLength })}</p>
${form({
  ...view,
  body: html`
<input type="hidden" name="username" value="${username}" autocomplete="username">
${field({ name: 'password', label: t('change-password.current'), type: 'password', autocomplete: 'current-password', wrong: currentWrong, autofocus: true })}
${field({ name: 'newPassword', label: t('password.new'), type: 'password', autocomplete: 'new-password', wrong: problem !== undefined && !currentWrong })}
${field({ name: 'confirmPassword', label: t('password.confirm'), type: 'password', autocomplete: 'new-password', wrong: problem?.code === 'password-mismatch' })}
<p class="check"><input type="checkbox" id="endOthers" name="endOthers" value="on" checked><label for="endOthers">${t('change-password.end-others')}</label></p>
${submit(t('password.save'))}`,
})}
${ways([{ href: backHref, label: t('action.cancel') }])}`
  return accountLayout(view, { title, body })
}
