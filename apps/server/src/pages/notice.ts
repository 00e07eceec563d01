import { comingText, comingTitle, type ComingView } from '../ui/coming.ts'
import { html, type Html } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { form, type Form, linkButton, success, ways } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type NoticeView = Frame & Form & {
  /** A rule to come; null when a code is demanded already and set-up may still be put off. */
  coming: ComingView | null
  /** Why, where nothing is to come. */
  reason?: string
  /** Whether "set up now" goes on here. */
  canSetUpHere?: boolean
  /** Where it is set up instead. */
  accountHref?: string
  /** For those who are ready: where a code can be tried. */
  testHref?: string
  /** What has just gone well: one was tried and works, or was set up. */
  done?: 'tested' | 'set-up'
}

const answers = (choices: readonly ({ value: string; label: string; primary?: boolean } | false)[], more?: Html): Html => html`
<p class="actions">${choices.filter((choice) => choice !== false).map(({ value, label, primary }) =>
  html`<button type="submit" name="answer" value="${value}"${primary && html` class="primary"`}>${label}</button>`)}${more}</p>`

/** Tells of a coming date (form field `answer`: `setup`, `later`, `ok`). Nobody has to do anything for the sign-in to go on (P6). */
export function noticePage(view: NoticeView): Page {
  const { t } = words(view)
  const { coming, reason, canSetUpHere = false, accountHref, testHref, done } = view
  if (coming === null) {
    const body = html`
<h1>${t('notice.title.none')}</h1>
${reason && html`<p class="reason">${reason}</p>`}
<p>${t('notice.none')}</p>
${form({ ...view, body: answers([{ value: 'setup', label: t('notice.setup'), primary: true }, { value: 'later', label: t('notice.later') }]) })}`
    return layout({ language: view.language, title: t('notice.title.none'), frame: view, body })
  }
  const mayBeEarlier = coming.consequence === 'set-up' || coming.consequence === 'set-up-mail' || coming.consequence === 'another-kind'
  const isReady = coming.consequence === 'ready' || coming.consequence === 'ready-confirm'
  const body = html`
<h1>${comingTitle(view, coming)}</h1>
${done && success(t(done === 'tested' ? 'notice.tested' : 'account.saved.authenticator-added'))}
${comingText(view, coming)}
${mayBeEarlier && !canSetUpHere && html`<p>${t('notice.earlier', { contact: contactOf(view) })}</p>`}
${form({
  ...view,
  body: isReady
    ? answers([{ value: 'ok', label: t('notice.ok'), primary: true }], testHref === undefined || done === 'tested' ? undefined : linkButton(testHref, t('notice.test')))
    : answers([
        canSetUpHere && { value: 'setup', label: t('notice.setup'), primary: true },
        { value: 'later', label: t('notice.later'), primary: !canSetUpHere },
      ]),
})}
${ways([accountHref !== undefined && { href: accountHref, label: t('notice.account') }])}`
  return layout({ language: view.language, title: words({ ...view, zone: coming.zone }).t('notice.title', { from: coming.enforceFrom }), frame: view, body })
}
