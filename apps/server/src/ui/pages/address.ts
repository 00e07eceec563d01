import { html, type Html } from '../html.ts'
import { contactOf, type Frame, layout, type Page } from '../layout.ts'
import { alert, field, form, type Form, laterForm, type LaterForm, ownSentence, person, submit, ways } from '../pieces.ts'
import { type PageProblem, words } from '../words.ts'

export type AddressView = Frame & Form & {
  /** In place of the usual heading. */
  title?: string
  /** The address on file, masked; `behind`: its mail is read through this sign-in. */
  onFile?: { address: string; behind: boolean }
  /** As it was typed, and not taken. */
  typed?: string
  username: string
  problem?: PageProblem
  /** Posts to go back to the set-up menu. */
  otherMethod?: Form
  cannotHref?: string
  emergencyHref?: string
  /** Set-up may be put off. */
  later?: LaterForm
  backHref?: string
}

/** Where emailed codes are to go (S1-22): form field `where` for the address on file, or `address`. */
export function addressPage(view: AddressView): Page {
  const title = view.title ?? words(view).t('address.title')
  return layout({ language: view.language, title, frame: view, body: addressBody(view, title) })
}

/** The same on the account page, in its own layout. */
export function addressBody(view: AddressView, title: string): Html {
  const { t } = words(view)
  const { onFile, typed, username, problem, otherMethod, cannotHref, emergencyHref, later, backHref } = view
  const isBehind = problem?.code === 'address-behind'
  return html`
<h1>${title}</h1>
${alert(view, problem)}
<p>${t('address.lead')}</p>
${ownSentence(view, 'setUp')}
${onFile && html`${onFile.behind && html`<p class="reason">${t('address.behind', { address: onFile.address })}</p>`}
${form({ ...view, body: html`<p class="actions"><button type="submit" class="primary" name="where" value="on-file">${t('address.on-file', { address: onFile.address })}</button></p>` })}`}
${form({
  ...view,
  body: html`
${field({
  name: 'address', type: 'email', label: t(onFile === undefined ? 'address.field' : 'address.field.other'), hint: t('address.field.hint'), value: typed, autocomplete: 'email',
  inputmode: 'email', maxlength: 254, wrong: problem !== undefined, autofocus: onFile === undefined || problem !== undefined,
})}
${isBehind ? html`<p class="actions"><button type="submit" name="anyway" value="yes">${t('address.anyway')}</button></p>`
  : onFile === undefined ? submit(t('address.submit')) : html`<p class="actions"><button type="submit">${t('address.submit')}</button></p>`}`,
})}
${otherMethod && form({ ...otherMethod, name: 'quiet', body: html`<button type="submit" class="link" name="method" value="">${t('address.other-method')}</button>` })}
${laterForm(view, later)}
${ways([
  emergencyHref !== undefined && { href: emergencyHref, label: t('choose.emergency') },
  cannotHref !== undefined && { href: cannotHref, label: t('code.cannot') },
  backHref !== undefined && { href: backHref, label: t('action.cancel') },
])}
${person(view, username)}
<p class="small">${t('page.contact', { contact: contactOf(view) })}</p>`
}
