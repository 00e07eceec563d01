import { html, type Html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { form, type Form, linkButton, ownSentence, ways } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type CannotUseCodeView = Frame & {
  /** `code`: something is set up and cannot be used. `setup`: it cannot be set up. `mail`: it does not arrive. */
  situation: 'code' | 'setup' | 'mail'
  /** Digits only, for example 4271-08: it is read out over the telephone. */
  reference: string
  /** Posts to file a request for a reset. Left out where none is possible. */
  reset?: Form
  /** Where an emergency token is entered. */
  emergencyHref?: string
  /** Back to the page that was left. */
  backHref: string
}

type Case = { title: string; text: Html; way?: Html | false }

const show = ({ title, text, way }: Case): Html => html`<li><h2>${title}</h2><p>${text}</p>${way}</li>`

/** What happened, and the way out of each (S2-20). */
export function cannotUseCodePage(view: CannotUseCodeView): Page {
  const { t, rich } = words(view)
  const { situation, reset, emergencyHref, backHref } = view
  const contact = contactOf(view)
  const reference = html`<strong class="reference">${view.reference}</strong>`
  const emergency = emergencyHref !== undefined && html`<p class="actions">${linkButton(emergencyHref, t('cannot.emergency'))}</p>`

  const newPhone: Case = {
    title: t('cannot.new-phone'),
    text: html`${t('cannot.new-phone.hint', { contact })}`,
    way: reset !== undefined && form({ ...reset, body: html`<p class="actions"><button type="submit">${t('cannot.reset')}</button></p>` }),
  }
  const left: Case = { title: t('cannot.left'), text: rich('cannot.left.hint', { contact, reference }), way: emergency }
  const refused: Case = {
    title: t('cannot.refused'),
    text: html`${t('cannot.refused.hint')}`,
    way: html`<p class="actions">${linkButton(backHref, t('cannot.back-to-code'))}</p>`,
  }
  const noPhone: Case = { title: t('cannot.no-phone'), text: html`${t('cannot.no-phone.hint', { contact })}` }
  const noMail: Case = { title: t('cannot.no-mail'), text: rich('cannot.no-mail.hint', { contact, reference }) }
  const cases = { code: [newPhone, left, refused], setup: [noPhone, left, refused], mail: [noMail, left] }[situation]

  const title = t('cannot.title')
  const body = html`
<h1>${title}</h1>
<p>${t('cannot.lead')}</p>
${ownSentence(view, 'lostCode')}
<ul class="cases">${cases.map(show)}</ul>
${ways([{ href: backHref, label: t('action.back') }])}`
  return layout({ language: view.language, title, frame: view, body })
}
