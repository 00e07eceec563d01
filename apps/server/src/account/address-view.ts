import { html } from '../ui/html.ts'
import type { Page } from '../ui/layout.ts'
import { addressBody, type AddressView } from '../ui/pages/address.ts'
import { alert, form, type Form, ways } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'
import { type AccountFrame, accountLayout } from './account-frame.ts'

/** Where emailed codes are to go; `replacing`: the name of the one whose place it takes. */
export function addAddressPage(view: AccountFrame & Omit<AddressView, 'username'> & { replacing?: string }): Page {
  const { t } = words(view)
  const title = view.replacing === undefined ? t('address.title') : t('replace.title', { label: view.replacing })
  return accountLayout(view, { title, body: addressBody(view, title) })
}

/** Before a code that goes by mail is tested: it is mailed when the person says so (form field `send`). */
export function sendTestPage(view: AccountFrame & Form & { address: string; problem?: PageProblem; backHref: string }): Page {
  const { t } = words(view)
  const title = t('code.test.title')
  const body = html`
<h1>${title}</h1>
${alert(view, view.problem)}
<p>${t('address.test')}</p>
${form({ ...view, body: html`<p class="actions"><button type="submit" class="primary" name="send" value="yes">${t('address.on-file', { address: view.address })}</button></p>` })}
${ways([{ href: view.backHref, label: t('action.cancel') }])}`
  return accountLayout(view, { title, body })
}
