import { html, nothing } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { alert, field, form, type Form, linkButton, ownSentence, submit, ways } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'

export type LoginView = Frame & Form & {
  /** The application that asks, or null when there is none to name. */
  application: string | null
  /** Filled in; the person may change it. */
  username?: string
  /** Signed in already and asked again: only the password, and only this person. */
  samePerson?: { username: string; otherHref?: string }
  problem?: PageProblem
  forgotHref?: string
  /** False where passwords live elsewhere: the providers are the only way. */
  takesPassword?: boolean
  /** The provider that everybody signs in with, where the form takes the passwords of administrators alone. */
  administratorsBeside?: string
  /** Other providers that people can sign in with. */
  upstreams?: readonly { title: string; href: string }[]
}

/** Asks who is there: user name or address, and password; or lets another provider say it. */
export function loginPage(view: LoginView): Page {
  const { t } = words(view)
  const { application, username, samePerson, problem, forgotHref, takesPassword = true, administratorsBeside: provider, upstreams = [] } = view
  const title = application === null ? t('login.title.plain') : t('login.title', { application })
  const usernameWrong = problem?.code === 'username-missing' || problem?.code === 'credentials'
  const passwordFirst = samePerson !== undefined || (username !== undefined && username !== '')
  const look = takesPassword || upstreams.length > 1 ? undefined : 'primary'
  const providers = html`<ul class="providers">${upstreams.map(({ title: name, href }) => html`<li>${linkButton(href, t('login.upstream', { provider: name }), look)}</li>`)}</ul>`
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
${ownSentence(view, 'login')}
${samePerson && html`<p>${t(takesPassword ? 'login.again' : 'login.again.upstream', { username: samePerson.username })}</p>`}
${provider !== undefined && html`<p>${t('login.administrators', { realm: view.realm.title, provider })}</p>`}
${takesPassword && form({
  ...view,
  body: html`
${samePerson
  ? html`<input type="hidden" name="username" value="${samePerson.username}" autocomplete="username">`
  : field({ name: 'username', label: t('login.username'), value: username, autocomplete: 'username', wrong: usernameWrong, autofocus: !passwordFirst })}
${field({
  name: 'password', label: t('login.password'), type: 'password', autocomplete: 'current-password',
  wrong: problem?.code === 'credentials', autofocus: passwordFirst,
})}
${submit(t('action.sign-in'))}`,
})}
${takesPassword ? nothing : providers}
${ways([
  takesPassword && forgotHref !== undefined && { href: forgotHref, label: t('login.forgot') },
  samePerson?.otherHref !== undefined && { href: samePerson.otherHref, label: t('login.other-person', { username: samePerson.username }) },
])}
${takesPassword && upstreams.length > 0 && html`
<p class="or"><span>${t('login.or')}</span></p>
${providers}`}`
  return layout({ language: view.language, title, frame: view, body })
}
