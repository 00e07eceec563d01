import { html } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { alert, form, type Form, laterForm, type LaterForm, ownSentence, person, ways } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'

export type ChooseView = Frame & Form & {
  /** `sign-in`: the last step before the application. `link`: the first of a set-up link. */
  purpose: 'sign-in' | 'link'
  /** What the policy accepts, the recommended one first. */
  methods: readonly ('totp' | 'emailed-code')[]
  /** The proved address on file, masked, when mail goes there. */
  address?: string
  /** Why it is asked, in the words of the rule's author, in the page's language. */
  reason?: string
  username?: string
  problem?: PageProblem
  emergencyHref?: string
  /** Where somebody without a smartphone is helped. */
  noPhoneHref?: string
  /** Set-up may be put off. */
  later?: LaterForm
}

/** The set-up menu: a button per method (form field `method`). */
export function choosePage(view: ChooseView): Page {
  const { t } = words(view)
  const { purpose, methods, address, reason, username, problem, emergencyHref, noPhoneHref, later } = view
  const title = purpose === 'link' ? t('choose.title.link') : t('choose.title')
  const choice = {
    totp: { label: t('choose.totp'), hint: t('choose.totp.hint') },
    'emailed-code': {
      label: t('choose.email'),
      hint: address === undefined ? t('choose.email.hint') : t('choose.email.known', { address }),
    },
  }
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
<p>${t('choose.lead', { realm: view.realm.title })}</p>
${ownSentence(view, 'setUp')}
${reason && html`<p class="reason">${reason}</p>`}
${form({
  ...view,
  body: html`<ul class="choices">${methods.map((method) => html`
<li><button type="submit" name="method" value="${method}" class="choice ${method}"><strong>${choice[method].label}</strong><span>${choice[method].hint}</span></button></li>`)}
</ul>`,
})}
${laterForm(view, later)}
${ways([
  emergencyHref !== undefined && { href: emergencyHref, label: t('choose.emergency') },
  noPhoneHref !== undefined && { href: noPhoneHref, label: t('choose.no-phone') },
])}
${person(view, username)}`
  return layout({ language: view.language, title, frame: view, body })
}
