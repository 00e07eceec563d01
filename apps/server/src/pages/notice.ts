import { html, type Html } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { form, type Form, sentences } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type NoticeView = Frame & Form & {
  /** When it starts; null when it is demanded already and may still be put off. */
  enforceFrom: number | null
  /** Zone of the rule, in which its dates are shown; the realm's otherwise. */
  ruleZone?: string
  /** An earlier date that is asked for. */
  registerBy?: number
  /** Why, in the words of the rule's author, in the page's language. */
  reason?: string
  /** True for those who are ready and are only told once. */
  ready: boolean
  /** What happens to the others from that instant. */
  onUnenrolled: 'enrol' | 'mailLink' | 'codeOnly' | 'deny'
}

const minute = 60_000

const answers = (choices: readonly { value: string; label: string; primary?: boolean }[]): Html => html`
<p class="actions">${choices.map(({ value, label, primary }) => html`<button type="submit" name="answer" value="${value}"${primary && html` class="primary"`}>${label}</button>`)}</p>`

/** Tells of a coming date (form field `answer`: `setup`, `later`, `test`, `ok`). */
export function noticePage(view: NoticeView): Page {
  const frame = { ...view, zone: view.ruleZone ?? view.zone }
  const { t, rich } = words(frame)
  const { enforceFrom, registerBy, reason, ready, onUnenrolled } = view
  const title = enforceFrom === null ? t('notice.title.none') : t('notice.title', { from: enforceFrom })
  const then = { enrol: t('notice.then.enrol'), mailLink: t('notice.then.mail'), codeOnly: t('notice.then.locked'), deny: t('notice.then.locked') }[onUnenrolled]
  const body = html`
<h1>${enforceFrom === null ? title : rich('notice.title', { from: enforceFrom })}</h1>
${reason && html`<p class="reason">${reason}</p>`}
${ready ? html`<p>${sentences(view, html`<strong>${t('notice.ready')}</strong>`, t('notice.ready.lead'))}</p>`
  : enforceFrom === null ? html`<p>${t('notice.none')}</p>`
  // People see the last minute in which nothing changes, not the first in which it does.
  : html`<p>${sentences(view, rich('notice.until', { until: enforceFrom - minute }), then)}</p>`}
${!ready && registerBy !== undefined && html`<p>${rich('notice.register-by', { by: registerBy })}</p>`}
${form({
  ...view,
  body: ready
    ? answers([{ value: 'ok', label: t('notice.ok'), primary: true }, { value: 'test', label: t('notice.test') }])
    : answers([{ value: 'setup', label: t('notice.setup'), primary: true }, { value: 'later', label: t('notice.later') }]),
})}`
  return layout({ language: view.language, title, frame: view, body })
}
