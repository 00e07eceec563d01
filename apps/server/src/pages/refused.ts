import { html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { linkButton, ways } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type RefusedView = Frame & {
  reason: 'not-set-up' | 'suspended' | 'shared' | 'disabled' | 'too-weak' | 'answered'
  reference: string
  application?: string
  emergencyHref?: string
  /** Where another person can sign in, or the application. */
  backHref?: string
}

/** A refusal that names the way out (S0-37). Shown after a proved first factor only. */
export function refusedPage(view: RefusedView): Page {
  const { rich, t } = words(view)
  const { reason, application, emergencyHref, backHref } = view
  const values = { contact: contactOf(view), reference: html`<strong class="reference">${view.reference}</strong>` }
  const final = reason === 'shared' || reason === 'disabled' || reason === 'too-weak'
  const title = final ? t('refused.title.final') : t('refused.title')
  const text = reason === 'too-weak'
    ? rich('refused.too-weak', { ...values, application: application ?? view.realm.title })
    : rich(`refused.${reason}`, values)
  const body = html`
<h1>${title}</h1>
<p>${text}</p>
${emergencyHref !== undefined && html`<p class="actions">${linkButton(emergencyHref, t('refused.emergency'), 'primary')}</p>`}
${ways([backHref !== undefined && { href: backHref, label: application === undefined ? t('action.back') : t('refused.back') }])}`
  return layout({ language: view.language, title, frame: view, body })
}
