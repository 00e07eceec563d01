import { type Enrolment, enrolmentSteps } from '../ui/enrolment.ts'
import { html } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { alert, form, type Form, laterForm, type LaterForm, ownSentence, person, ways } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'

export type EnrolView = Frame & Form & {
  enrolment: Enrolment
  username: string
  problem?: PageProblem
  /** Help for whoever has no smartphone or cannot finish. */
  cannotHref?: string
  /** The Emergency Menu (S0-29). */
  emergencyHref?: string
  /** Posts the answer that it is not lost after all, with its name and value. */
  later?: LaterForm
  /** Posts to go back to the set-up menu. */
  otherMethod?: Form
}

/** Sets up an authenticator app: install, scan, enter the code. */
export function enrolPage(view: EnrolView): Page {
  const { t } = words(view)
  const title = t('enrol.title')
  const body = html`
<h1>${title}</h1>
${alert(view, view.problem)}
${ownSentence(view, 'setUp')}
${enrolmentSteps(view, view, view.enrolment, view.problem)}
${laterForm(view, view.later)}
${view.otherMethod && form({ ...view.otherMethod, name: 'quiet', body: html`<button type="submit" class="link" name="method" value="">${t('address.other-method')}</button>` })}
${ways([
  view.emergencyHref !== undefined && { href: view.emergencyHref, label: t('choose.emergency') },
  view.cannotHref !== undefined && { href: view.cannotHref, label: t('enrol.no-phone') },
])}
${person(view, view.username)}`
  return layout({ language: view.language, title, frame: view, body })
}
