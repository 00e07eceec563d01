import type { Consequence } from '@tegata/policy'
import { html, type Html, safeUrl } from './html.ts'
import { contactOf, type Frame } from './layout.ts'
import { sentences } from './pieces.ts'
import { type MessageKey, words } from './words.ts'

/** A rule to come, as the person whom it will meet reads of it. */
export type ComingView = {
  enforceFrom: number
  /** Zone of the rule, in which its dates are shown. */
  zone: string
  /** An earlier date that is asked for. */
  registerBy?: number
  /** Why, in the words of the rule's author, in the page's language. */
  reason?: string
  helpHref?: string
  consequence: Exclude<Consequence, 'none'>
}

const minute = 60_000
/** People see the last minute in which nothing changes, not the first in which it does. */
const deadlineOf = (enforceFrom: number): number => enforceFrom - minute

const then = {
  'set-up': 'notice.then.set-up', 'set-up-mail': 'notice.then.set-up-mail', 'another-kind': 'notice.then.another-kind',
  token: 'notice.then.token', 'locked-out': 'notice.then.locked-out', shared: 'notice.then.shared',
} as const satisfies Partial<Record<Consequence, MessageKey>>
const isDone = (consequence: ComingView['consequence']): consequence is 'ready' | 'ready-confirm' => consequence === 'ready' || consequence === 'ready-confirm'

/** The heading: from when on, with weekday, time and zone. */
export const comingTitle = (frame: Frame, { enforceFrom, zone }: ComingView): Html => words({ ...frame, zone }).rich('notice.title', { from: enforceFrom })

/** Those for whom setting up in time makes the day an ordinary one. */
const canBeReady = (consequence: ComingView['consequence']): boolean => consequence === 'set-up' || consequence === 'set-up-mail' || consequence === 'another-kind'

/** Until when nothing changes, what happens to this very person then, and why; with the date, what it is good for to be ready by it (S0-7). */
export function comingText(frame: Frame, coming: ComingView): Html {
  const { enforceFrom, zone, registerBy, reason, consequence } = coming
  const { t, rich } = words({ ...frame, zone })
  const help = coming.helpHref === undefined ? null : safeUrl(coming.helpHref)
  const contact = contactOf(frame)
  return html`
${reason && html`<p class="reason">${reason}</p>`}
${isDone(consequence)
  ? html`<p>${sentences(frame, html`<strong>${t('notice.ready')}</strong>`, t('notice.ready.lead'), consequence === 'ready-confirm' && t('notice.ready.confirm'))}</p>`
  : html`<p>${sentences(frame, rich('notice.until', { until: deadlineOf(enforceFrom) }), t(then[consequence]))}</p>
${(consequence === 'token' || consequence === 'locked-out' || consequence === 'shared') && html`<p>${t('notice.ask', { contact })}</p>`}
${registerBy !== undefined ? html`<p>${rich('notice.register-by', { by: registerBy })}</p>` : canBeReady(consequence) && html`<p>${t('notice.avoid')}</p>`}`}
${help !== null && !isDone(consequence) && html`<p class="small"><a href="${help}" target="_blank" rel="noopener noreferrer">${t('notice.help')}</a></p>`}`
}
