import { failureGroupOf, type UpstreamTest } from '@tegata/contract'
import type { ReasonCode } from '@tegata/policy'
import { html, type Html, nothing, safeUrl } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { form, type Form, linkButton, submit } from '../ui/pieces.ts'
import { type MessageKey, words } from '../ui/words.ts'

export type TestView = Frame & { provider: string; report: UpstreamTest }

export type TestAskView = Frame & Form & { provider: string; /** Null: somebody at the host. */ starter: string | null }

/** Before anybody is sent off: whose test it is, and who will read what the provider says of whoever goes on. */
export function testAskPage(view: TestAskView): Page {
  const { t } = words(view)
  const { provider } = view
  const starter = view.starter ?? t('upstream-test.ask.host')
  const title = t('upstream-test.title', { provider })
  const body = html`
<h1>${title}</h1>
<p>${t('upstream-test.ask.lead', { starter, provider })}</p>
<p>${t('upstream-test.ask.shown', { starter, provider })}</p>
<p class="small">${t('upstream-test.ask.not')}</p>
${form({ ...view, body: submit(t('upstream-test.ask.go', { provider })) })}`
  return layout({ language: view.language, title, frame: view, body })
}

export type TestLeavingView = Frame & { provider: string; href: string }

/** Leaves for the provider by itself, and by a plain link. */
export function testLeavingPage(view: TestLeavingView): Page {
  const { t } = words(view)
  const { provider } = view
  const href = safeUrl(view.href)
  const title = t('upstream-test.title', { provider })
  const body = html`
<h1>${title}</h1>
<p>${t('upstream-test.leaving', { provider })}</p>
${href !== null && html`<p class="actions">${linkButton(href, t('upstream-test.ask.go', { provider }), 'primary')}</p>`}`
  return layout({ language: view.language, title, frame: view, body, refresh: href === null ? undefined : { afterSeconds: 0, href } })
}

/** The lines that can decide a sign-in without an application's demands. */
const because = {
  'line0.user-disabled': 'upstream-test.because.disabled',
  'line0.shared-account': 'upstream-test.because.shared',
  'line1.in-force': 'upstream-test.because.enforcement',
  'line3.evidence': 'upstream-test.because.evidence',
  'line3.trusted': 'upstream-test.because.trusted',
  'line4.on': 'upstream-test.because.personal',
  'line5.always': 'upstream-test.because.always',
  'line6.exempt': 'upstream-test.because.exempt',
  'line6.not-exempt': 'upstream-test.because.not-exempt',
  'line7.never': 'upstream-test.because.never',
  'line8.has-one': 'upstream-test.because.registered',
  'line9.otherwise': 'upstream-test.because.nothing',
} as const satisfies Partial<Record<ReasonCode, MessageKey>>
const isKnown = (reason: string): reason is keyof typeof because => Object.hasOwn(because, reason)

/** What an administrator sees at the end of a test, in the pop-up that it ran in. Nobody was signed in by it. */
export function testPage(view: TestView): Page {
  const { t } = words(view)
  const { provider, report: { state, failure, person, said, decision, claims } } = view
  const title = t('upstream-test.title', { provider })
  const body = html`
<h1${state === 'succeeded' && html` class="sealed"`}>${title}</h1>
<p>${t(state === 'succeeded' ? 'upstream-test.worked' : state === 'failed' ? 'upstream-test.failed' : 'upstream-test.waiting', { provider })}</p>
${failure && html`<p>${t(`upstream-test.failure.${failureGroupOf(failure.reason) ?? 'answer'}`)} <code>${failure.reason}</code></p>`}
${said && html`
<h2>${t('upstream-test.person')}</h2>
<p>${person === null ? nothing : t(`upstream-test.person.${person.how}`, { username: person.username ?? said.username ?? said.subject, provider })}</p>
<p class="small">${t('upstream-test.subject')}: <code>${said.subject}</code></p>`}
${decision && html`
<h2>${t('upstream-test.decision')}</h2>
<p><strong>${t(`upstream-test.asked.${decision.asked}`)}</strong> ${isKnown(decision.reason) && t(because[decision.reason], { provider })}</p>
<p class="small">${t('upstream-test.because.all')}</p>`}
${claims && html`
<h2>${t('upstream-test.claims')}</h2>${Object.entries(claims).map(([document, members]) => claimsTable(document, members))}`}
<p>${t('upstream-test.close')}</p>`
  return layout({ language: view.language, title, frame: view, body, width: 'wide' })
}

const claimsTable = (document: string, members: Record<string, unknown>): Html => html`
<h3>${document}</h3>
<table lang="en">${Object.entries(members).map(([name, value]) => html`
<tr><th scope="row"><code>${name}</code></th><td><code>${typeof value === 'string' ? value : JSON.stringify(value)}</code></td></tr>`)}
</table>`
