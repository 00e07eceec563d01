import { html, type Html, safeUrl } from './html.ts'
import type { Frame } from './layout.ts'
import { codeField, field, form, type Form, submit } from './pieces.ts'
import { qrCode } from './qr.ts'
import { type PageProblem, words } from './words.ts'

/** An authenticator app about to be set up. Nothing of it is read back from the form. */
export type Enrolment = {
  /** The URI that apps read, `otpauth://totp/…`. */
  otpauthUri: string
  /** The secret in base32. */
  secret: string
  /** What the app will call it: realm and user name. */
  account: string
  algorithm: string
  digits: number
  periodSeconds: number
  /** Recommended apps, with where to get them. */
  apps: readonly { name: string; url?: string }[]
  /** Asks for a name too (field `label`): on the account page, and whenever there is one already. */
  label?: string
}

/** Base32 as people read it out and type it: groups of four. */
const inGroups = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')

/** "A, B or C" with links to the stores. */
export function appList(frame: Frame, apps: Enrolment['apps']): Html {
  const { rich } = words(frame)
  const comma = frame.language === 'ja' ? '、' : ', '
  const shown = apps.map(({ name, url }) => {
    const address = url === undefined ? null : safeUrl(url)
    return address === null ? html`${name}` : html`<a href="${address}" target="_blank" rel="noreferrer">${name}</a>`
  })
  const last = shown.at(-1)
  if (last === undefined || shown.length === 1) return last ?? html``
  const before = html`${shown.slice(0, -1).map((app, index) => html`${index > 0 && comma}${app}`)}`
  return rich('enrol.install.or', { apps: before, app: last })
}

/** The three steps; the key stands on the same page, so that no second one is needed (S2-11). */
export function enrolmentSteps(frame: Frame, to: Form, enrolment: Enrolment, problem: PageProblem | undefined): Html {
  const { t, rich } = words(frame)
  const { otpauthUri, secret, account, algorithm, digits, periodSeconds, apps, label } = enrolment
  const open = safeUrl(otpauthUri)
  const labelWrong = problem?.code.startsWith('label-') ?? false
  return html`
<ol class="steps">
${apps.length > 0 && html`<li><p>${rich('enrol.install', { apps: appList(frame, apps) })}</p></li>`}
<li>
<p>${t('enrol.scan')}</p>
${qrCode(otpauthUri, t('enrol.qr'))}
${open !== null && html`<p class="open-app"><a class="button" href="${open}">${t('enrol.open')}</a></p>`}
<details>
<summary>${t('enrol.cannot-scan')}</summary>
<p>${t('enrol.by-hand')}</p>
<dl>
<div><dt>${t('enrol.account')}</dt><dd>${account}</dd></div>
<div><dt>${t('enrol.key')}</dt><dd><code id="otp-key" translate="no">${inGroups(secret)}</code></dd></div>
<div><dt>${t('enrol.type')}</dt><dd>${t('enrol.type.totp')}</dd></div>
<div><dt>${t('enrol.parameters')}</dt><dd>${t('enrol.parameters.totp', { algorithm, digits, period: periodSeconds })}</dd></div>
</dl>
</details>
</li>
<li>
${form({
  ...to,
  body: html`
${codeField(t('enrol.enter'), { wrong: problem !== undefined && !labelWrong })}
${label !== undefined && field({ name: 'label', label: t('enrol.name'), hint: t('enrol.name.hint'), value: label, autocomplete: 'off', wrong: labelWrong, maxlength: 64 })}
${submit(t('action.submit'))}`,
})}
</li>
</ol>`
}
