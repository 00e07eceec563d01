import { comingText, comingTitle, type ComingView } from '../ui/coming.ts'
import { html, type Html, nothing } from '../ui/html.ts'
import { languageNames, type Language } from '../ui/languages.ts'
import { en } from '../ui/messages/en.ts'
import { contactOf, type Page } from '../ui/layout.ts'
import { form, type Form, linkButton, sentences, success } from '../ui/pieces.ts'
import { type MessageKey, words } from '../ui/words.ts'
import { type Why, whyDetails } from './why.ts'
import { type AccountFrame, accountLayout } from './account-frame.ts'

export type AuthenticatorRow = {
  id: string
  kind: 'totp' | 'emailed-code' | 'push' | 'passkey'
  label: string
  state: 'active' | 'unproved' | 'suspended'
  enrolledAt: number
  byAdministrator: boolean
  lastUsedAt: number | null
  renameHref?: string
  replaceHref?: string
  removeHref?: string
  /** "Verify Code": tries a code without any consequence. */
  testHref?: string
}

export type SessionRow = {
  current: boolean
  /** Browser and system, as far as its user agent says; null when it says nothing. */
  browser: string | null
  address: string
  startedAt: number
  lastUsedAt: number
  applications: readonly string[]
  end?: Form
}

export type ProviderRow = { title: string; account: string | null; linkedAt: number; lastUsedAt: number | null }

type Suffix<Prefix extends string> = MessageKey extends infer Key ? (Key extends `${Prefix}${infer Name}` ? Name : never) : never
export type ActivityEvent = Suffix<'event.'>
export const isActivityEvent = (word: string): word is ActivityEvent => Object.hasOwn(en, `event.${word}`)
export type Saved = Suffix<'account.saved.'>

export type OverviewView = AccountFrame & {
  /** What has just been done. */
  saved?: Saved
  authenticators: readonly AuthenticatorRow[]
  /** Whether a code is demanded now. */
  demanded: boolean
  /** A rule to come, and what can be done about it here. */
  coming?: ComingView & { setUpHref?: string; testHref?: string; help?: 'no-mailbox' | 'other' }
  addHref?: string
  /** For those who administer: back to their own record in the console (S1-10). */
  consoleHref?: string
  /** Null for people whose password is kept by another provider. */
  password: { changedAt: number | null; changeHref: string } | null
  /** Providers whose word leads into this account. */
  providers?: readonly ProviderRow[]
  /** `current` null: as the browser says. Form field `language`: `en`, `ja`, `ko` or empty. */
  languageChoice: Form & { current: Language | null }
  sessions: readonly SessionRow[]
  endOthers?: Form
  activity: readonly { at: number; event: ActivityEvent; detail?: string; address?: string; why?: Why }[]
}

function authenticatorItem(view: AccountFrame, row: AuthenticatorRow): Html {
  const { t, rich } = words(view)
  const { label, kind, state, enrolledAt, byAdministrator, lastUsedAt } = row
  const act = (href: string | undefined, text: string, full: string): Html =>
    href === undefined ? nothing : html`<a href="${href}" aria-label="${full}">${text}</a>`
  return html`<li class="${state}">
<h3>${label}${state !== 'active' && html` <span class="tag">${t(`account.state.${state}`)}</span>`}</h3>
<p class="small">${t(`account.kind.${kind}`)} · ${byAdministrator ? rich('account.by-administrator', { at: enrolledAt }) : rich('account.since', { at: enrolledAt })}<br>
${lastUsedAt === null ? t('account.never-used') : rich('account.last-used', { at: lastUsedAt })}</p>
<p class="acts">${act(row.testHref, t('account.test'), t('account.test.of', { label }))}
${act(row.renameHref, t('account.rename'), t('account.rename.of', { label }))}
${act(row.replaceHref, t('account.replace'), t('account.replace.of', { label }))}
${act(row.removeHref, t('account.remove'), t('account.remove.of', { label }))}</p>
</li>`
}

function sessionItem(view: AccountFrame, row: SessionRow): Html {
  const { t, rich } = words(view)
  const browser = row.browser ?? t('account.sessions.unknown')
  return html`<li>
<h3>${browser}${row.current && html` <span class="tag">${t('account.sessions.current')}</span>`}</h3>
<p class="small">${row.address}${row.applications.length > 0 && ` · ${row.applications.join(', ')}`}<br>
${rich('account.sessions.started', { at: row.startedAt })}<br>${rich('account.sessions.used', { at: row.lastUsedAt })}</p>
${row.end && form({
  ...row.end, name: 'acts',
  body: html`<button type="submit" class="link" aria-label="${t('account.sessions.end.of', { browser })}">${t('account.sessions.end')}</button>`,
})}
</li>`
}

/** The notice of a sign-in, for as long as it is so: nobody has to remember it. */
function comingSection(view: OverviewView): Html {
  const { coming } = view
  if (coming === undefined) return nothing
  const { t } = words(view)
  const { setUpHref, testHref, help } = coming
  return html`<section class="coming" aria-labelledby="coming">
<h2 id="coming">${comingTitle(view, coming)}</h2>
${comingText(view, coming)}
${help !== undefined && html`<p>${sentences(view, help === 'no-mailbox' && t('notice.no-mailbox'), t('notice.ask.for', { contact: contactOf(view) }))}</p>`}
${(setUpHref !== undefined || testHref !== undefined) && html`<p class="actions">${setUpHref !== undefined && linkButton(setUpHref, t('notice.setup'), 'primary')}${
  testHref !== undefined && linkButton(testHref, t('notice.test'))}</p>`}
</section>`
}

function authenticatorsSection(view: OverviewView): Html {
  const { t } = words(view)
  const { authenticators, demanded, addHref } = view
  return html`<section aria-labelledby="authenticators">
<h2 id="authenticators">${t('account.authenticators')}</h2>
${demanded && html`<p>${t('account.authenticators.required')}</p>`}
${authenticators.length === 0 ? html`<p>${t('account.authenticators.none')}</p>`
  : html`<ul class="rows">${authenticators.map((row) => authenticatorItem(view, row))}</ul>`}
${addHref !== undefined && html`<p class="actions"><a class="button" href="${addHref}">${t('account.add')}</a></p>`}
</section>`
}

function providersSection(view: OverviewView): Html {
  const { t, rich } = words(view)
  const { providers = [] } = view
  if (providers.length === 0) return nothing
  return html`<section aria-labelledby="providers">
<h2 id="providers">${t('account.providers')}</h2>
<p>${t('account.providers.lead')}</p>
<ul class="rows">${providers.map(({ title, account, linkedAt, lastUsedAt }) => html`<li>
<h3>${title}</h3>
<p class="small">${account !== null && html`${account}<br>`}${rich('account.providers.linked', { at: linkedAt })}<br>
${lastUsedAt === null ? t('account.providers.unused') : rich('account.providers.used', { at: lastUsedAt })}</p>
</li>`)}</ul>
<p class="small">${t('account.providers.unknown', { contact: contactOf(view) })}</p>
</section>`
}

function languageSection(view: OverviewView): Html {
  const { t } = words(view)
  const { current } = view.languageChoice
  return html`<section aria-labelledby="language-title">
<h2 id="language-title">${t('account.language')}</h2>
${form({
  ...view.languageChoice, name: 'inline',
  body: html`<div class="field"><label for="language">${t('account.language.label')}</label>
<select id="language" name="language"><option value="">${t('account.language.browser')}</option>${view.realm.languages.map((each) =>
  html`<option value="${each}" lang="${each}"${each === current && html` selected`}>${languageNames[each]}</option>`)}</select></div>
<p class="actions"><button type="submit">${t('action.save')}</button></p>`,
})}
</section>`
}

function activitySection(view: OverviewView): Html {
  const { t, rich } = words(view)
  return html`<section aria-labelledby="activity">
<h2 id="activity">${t('account.activity')}</h2>
${view.activity.length === 0 ? html`<p>${t('account.activity.none')}</p>` : html`
<table><thead><tr><th scope="col">${t('account.activity.when')}</th><th scope="col">${t('account.activity.what')}</th><th scope="col">${t('account.activity.where')}</th></tr></thead>
<tbody>${view.activity.map(({ at, event, detail, address, why }) => html`
<tr><td>${rich('account.at', { at })}</td><td>${t(`event.${event}`)}${detail && html` <span class="detail">${detail}</span>`}${why && whyDetails(view, why)}</td><td>${address}</td></tr>`)}
</tbody></table>`}
<p class="small">${t(view.password === null ? 'account.activity.not-you.elsewhere' : 'account.activity.not-you', { contact: contactOf(view) })}</p>
</section>`
}

/** Beside what was just set up: whether it works can be seen at once, and nothing comes of it (S1-25). */
function testOfNew(view: OverviewView, saved: Saved): Html {
  if (saved !== 'authenticator-added' && saved !== 'authenticator-replaced') return nothing
  const newest = view.authenticators.toSorted((one, other) => other.enrolledAt - one.enrolledAt)[0]
  return newest?.testHref === undefined ? nothing : html`<p class="actions">${linkButton(newest.testHref, words(view).t('notice.test'))}</p>`
}

/** The account at a glance: authenticators, password, language, sessions, recent activity. */
export function overviewPage(view: OverviewView): Page {
  const { t, rich } = words(view)
  const { saved, password, sessions, endOthers } = view
  const title = t('account.title')
  const body = html`
<h1>${title}</h1>
${view.consoleHref !== undefined && html`<p class="small"><a href="${view.consoleHref}">${t('account.console')}</a></p>`}
${saved && success(t(`account.saved.${saved}`))}
${saved !== undefined && testOfNew(view, saved)}
${comingSection(view)}
${authenticatorsSection(view)}
<section aria-labelledby="password-title">
<h2 id="password-title">${t('account.password')}</h2>
${password === null ? html`<p>${t('account.password.none')}</p>` : html`
<p>${password.changedAt === null ? t('account.password.never') : rich('account.password.changed', { at: password.changedAt })}</p>
<p class="actions"><a class="button" href="${password.changeHref}">${t('account.password.change')}</a></p>`}
</section>
${providersSection(view)}
<section aria-labelledby="sessions">
<h2 id="sessions">${t('account.sessions')}</h2>
<ul class="rows">${sessions.map((row) => sessionItem(view, row))}</ul>
${endOthers && form({ ...endOthers, body: html`<p class="actions"><button type="submit">${t('account.sessions.end-others')}</button></p>` })}
</section>
${languageSection(view)}
${activitySection(view)}`
  return accountLayout(view, { title, body, width: 'wide' })
}
