import { html } from '../ui/html.ts'
import type { Page } from '../ui/layout.ts'
import { alert, codeField, form, type Form, submit, ways } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'
import { type AccountFrame, accountLayout } from './account-frame.ts'

export type StepUpView = AccountFrame & Form & {
  /** What the proof is for. */
  purpose: 'add' | 'remove' | 'replace' | 'password' | 'view'
  /** As the app shows it; null for a code of any of several. */
  label: string | null
  problem?: PageProblem
  open?: boolean
  cannotHref?: string
  backHref: string
}

/** Asks for a fresh second factor before something that matters (T-7; field `code`). */
export function stepUpPage(view: StepUpView): Page {
  const { t, rich } = words(view)
  const { purpose, label, problem, open = true, cannotHref, backHref, realm } = view
  const title = t('step-up.title')
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
<p>${t(`step-up.${purpose}`)}</p>
${open && html`<p>${label === null ? t('code.totp.several', { realm: realm.title }) : rich('code.totp', { label: html`<strong>${label}</strong>` })}</p>
${form({ ...view, body: html`${codeField(t('code.field'), { wrong: problem !== undefined, autofocus: true })}${submit(t('action.submit'))}` })}`}
${ways([
  cannotHref !== undefined && { href: cannotHref, label: t('code.cannot') },
  { href: backHref, label: t('action.cancel') },
])}`
  return accountLayout(view, { title, body })
}
