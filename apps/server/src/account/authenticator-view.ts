import { type Enrolment, enrolmentSteps } from '../ui/enrolment.ts'
import { html, type Html } from '../ui/html.ts'
import type { Page } from '../ui/layout.ts'
import { alert, field, form, type Form, linkButton, sentences, submit, ways } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'
import { type AccountFrame, accountLayout } from './account-frame.ts'

export type AddMethodView = AccountFrame & Form & { methods: readonly ('totp' | 'emailed-code')[]; address?: string; backHref: string }

/** A button per method (form field `method`). */
function methodList(view: AccountFrame, methods: AddMethodView['methods'], address?: string): Html {
  const { t } = words(view)
  const choice = {
    totp: { label: t('choose.totp'), hint: t('choose.totp.hint') },
    'emailed-code': { label: t('choose.email'), hint: address === undefined ? t('choose.email.hint') : t('choose.email.known', { address }) },
  }
  return html`<ul class="choices">${methods.map((method) => html`
<li><button type="submit" name="method" value="${method}" class="choice ${method}"><strong>${choice[method].label}</strong><span>${choice[method].hint}</span></button></li>`)}
</ul>`
}

/** "Add OTP Authentication": which kind (form field `method`). */
export function addMethodPage(view: AddMethodView): Page {
  const { t } = words(view)
  const { methods, address, backHref } = view
  const title = t('add.title')
  const body = html`
<h1>${title}</h1>
<p>${t('add.lead')}</p>
${form({ ...view, body: methodList(view, methods, address) })}
${ways([{ href: backHref, label: t('action.cancel') }])}`
  return accountLayout(view, { title, body })
}

export type AddView = AccountFrame & Form & { enrolment: Enrolment; problem?: PageProblem; backHref: string }

/** Sets up one more authenticator app, or the new one in place of an old one (`replacing`: its name). */
export function addPage(view: AddView & { replacing?: string }): Page {
  const { t } = words(view)
  const { enrolment, problem, backHref, replacing } = view
  const title = replacing === undefined ? t('enrol.title') : t('replace.title', { label: replacing })
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
${replacing !== undefined && html`<p>${t('replace.lead', { label: replacing })}</p>`}
${enrolmentSteps(view, view, enrolment, problem)}
${ways([{ href: backHref, label: t('action.cancel') }])}`
  return accountLayout(view, { title, body })
}

export type RenameView = AccountFrame & Form & { label: string; problem?: PageProblem; backHref: string }

/** A new name for an authenticator (field `label`). */
export function renamePage(view: RenameView): Page {
  const { t } = words(view)
  const { label, problem, backHref } = view
  const title = t('rename.title', { label })
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
${form({
  ...view,
  body: html`${field({ name: 'label', label: t('rename.field'), value: label, autocomplete: 'off', maxlength: 64, wrong: problem !== undefined, autofocus: true })}
${submit(t('action.save'))}`,
})}
${ways([{ href: backHref, label: t('action.cancel') }])}`
  return accountLayout(view, { title, body })
}

export type RemoveView = AccountFrame & Form & {
  label: string
  /** The only one: `allowed` may go, `needed` can only be replaced (P19). */
  last: 'no' | 'allowed' | 'needed'
  replaceHref?: string
  backHref: string
}

/** Asks before an authenticator is removed. */
export function removePage(view: RemoveView): Page {
  const { t } = words(view)
  const { label, last, replaceHref, backHref } = view
  const title = t('remove.title')
  const body = html`
<h1>${title}</h1>
${last === 'needed' ? html`<p>${t('remove.needed')}</p>
${replaceHref !== undefined && html`<p class="actions">${linkButton(replaceHref, t('account.replace'))}</p>`}`
  : html`<p>${sentences(view, t('remove.lead', { label }), last === 'allowed' && t('remove.last'))}</p>
${form({ ...view, body: html`<p class="actions"><button type="submit" class="danger">${t('remove.confirm')}</button></p>` })}`}
${ways([{ href: backHref, label: t('action.cancel') }])}`
  return accountLayout(view, { title, body })
}

export type ReplaceView = AccountFrame & Form & { label: string; methods: readonly ('totp' | 'emailed-code')[]; backHref: string }

/** Says what replacing does, and begins it. */
export function replacePage(view: ReplaceView): Page {
  const { t } = words(view)
  const { label, methods, backHref } = view
  const title = t('replace.title', { label })
  const body = html`
<h1>${title}</h1>
<p>${t('replace.lead', { label })}</p>
${form({ ...view, body: methods.length > 1 ? methodList(view, methods) : html`<input type="hidden" name="method" value="${methods[0] ?? 'totp'}">${submit(t('replace.begin'))}` })}
${ways([{ href: backHref, label: t('action.cancel') }])}`
  return accountLayout(view, { title, body })
}
