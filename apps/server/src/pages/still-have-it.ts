import { html } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { alert, codeField, form, type Form, person, submit } from '../ui/pieces.ts'
import { type PageProblem, words } from '../ui/words.ts'

export type StillHaveItView = Frame & Form & {
  /** What is set up, as the person named it. */
  labels: readonly string[]
  /** False after several emergency tokens in a row: then a code is asked for, or the answer *lost*. */
  mayBeSkipped: boolean
  /** A code of it went there just now. */
  mailed?: { address: string; sentAt: number; expiresAt: number; resend: Form }
  username: string
  problem?: PageProblem
}

/** After an emergency token: "do you still have it?" (form field `answer`: `keep`, `lost`; or `code`). */
export function stillHaveItPage(view: StillHaveItView): Page {
  const { t, rich } = words(view)
  const { labels, mayBeSkipped, mailed, username, problem } = view
  const title = t('still.title')
  const lost = html`<p class="actions"><button type="submit" name="answer" value="lost">${t('still.lost')}</button></p>
<p class="small">${t('still.lost.hint')}</p>`
  const body = html`
<h1>${title}</h1>
${alert(view, problem)}
<p>${t('still.lead', { labels: labels.join(', ') })}</p>
${mayBeSkipped
  ? form({ ...view, body: html`<p class="actions"><button type="submit" name="answer" value="keep" class="primary">${t('still.keep')}</button></p>${lost}` })
  : html`<p>${t('still.must')}</p>
${mailed && html`<p>${rich('code.email', { address: html`<strong>${mailed.address}</strong>`, sent: mailed.sentAt, until: mailed.expiresAt })}</p>`}
${form({ ...view, body: html`${codeField(t('code.field'), { wrong: problem !== undefined, autofocus: true })}${submit(t('action.submit'))}` })}
${mailed && form({ ...mailed.resend, name: 'quiet', body: html`<button type="submit" class="link">${t('code.resend')}</button>` })}
${form({ ...view, body: lost })}`}
${person(view, username)}`
  return layout({ language: view.language, title, frame: view, body })
}
