import { html, type Html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { alert, field, form, type Form, submit } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'

export type ConnectView = Frame & Form & {
  provider: string
  /** How the provider calls the person; absent when it does not say. */
  account?: string
  /** Filled in; the person may change it. */
  username?: string
  /** Known already: only this account can be connected. */
  samePerson?: { username: string }
  takesPassword: boolean
  /** The address that the provider states as verified, and when a code was asked for. */
  mail?: { address: string; sent: { at: number; until: number } | null }
  problem?: PageProblem
}

/** What the answer is, beside the fields: several forms of this page post to the same step. */
const answerAs = (answer: 'password' | 'mail' | 'code' | 'leave'): Html => html`<input type="hidden" name="answer" value="${answer}">`

const aboutMail = (problem: PageProblem | undefined): boolean => problem?.code.startsWith('mail-') === true

/**
 * Asks whose account here somebody's account at a provider belongs to. The same page whoever it is, and whether or not
 * there is such an account: it says what the provider said, and nothing of ours (B-3, section 5.1).
 */
export function connectPage(view: ConnectView): Page {
  const { t, rich } = words(view)
  const { provider, account, username, samePerson, takesPassword, mail, problem, realm } = view
  const title = t('connect.title')
  const sent = mail?.sent ?? null
  const wrong = problem?.code === 'credentials'
  const values = { provider, realm: realm.title }
  const entry = form({
    ...view,
    body: html`
${answerAs('password')}
${samePerson
  ? html`<input type="hidden" name="username" value="${samePerson.username}" autocomplete="username">`
  : field({ name: 'username', label: t('login.username'), value: username, autocomplete: 'username', wrong: wrong || problem?.code === 'username-missing', autofocus: sent === null && username === undefined })}
${field({ name: 'password', label: t('login.password'), type: 'password', autocomplete: 'current-password', wrong, autofocus: sent === null && (samePerson !== undefined || username !== undefined) })}
${submit(t('connect.submit'))}`,
  })
  const passwordWay = takesPassword ? [entry] : []
  const mailWay = mail === undefined ? [] : [byMail(view, mail)]
  // Whoever has asked for a code is about to type it: its field stands first, under what is said about the last one.
  const ways = sent === null ? [...passwordWay, ...mailWay] : [...mailWay, ...passwordWay]
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
<p>${account === undefined ? t('connect.lead.plain', values) : rich('connect.lead', { ...values, account: html`<strong>${account}</strong>` })}</p>
${samePerson && html`<p>${rich('connect.again', { username: html`<strong>${samePerson.username}</strong>` })}</p>`}
${ways.map((way, index) => html`${index > 0 && html`<p class="or"><span>${t('login.or')}</span></p>`}${way}`)}
<p class="small">${t('connect.missing', { contact: contactOf(view) })}</p>
${form({ ...view, name: 'quiet', body: html`${answerAs('leave')}<button type="submit" class="link">${t('connect.leave', { provider })}</button>` })}`
  return layout({ language: view.language, title, frame: view, body })
}

function byMail(view: ConnectView, { address, sent }: NonNullable<ConnectView['mail']>): Html {
  const { t, rich } = words(view)
  const shown = html`<strong>${address}</strong>`
  const ask = form({ ...view, name: sent === null ? undefined : 'quiet', body: sent === null
    ? html`${answerAs('mail')}<p class="actions"><button type="submit">${t('connect.mail.send')}</button></p>`
    : html`${answerAs('mail')}<button type="submit" class="link">${t('code.resend')}</button>` })
  if (sent === null) return html`<p>${rich('connect.mail', { address: shown })}</p>${ask}`
  return html`
<p>${rich('connect.mail.sent', { address: shown, sent: sent.at, until: sent.until })}</p>
${form({
  ...view,
  body: html`
${answerAs('code')}
${field({ name: 'code', label: t('connect.code'), autocomplete: 'one-time-code', look: 'token', maxlength: 64, wrong: aboutMail(view.problem), autofocus: true })}
${submit(t('connect.code.submit'))}`,
})}
${ask}`
}
