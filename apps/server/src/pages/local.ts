import { html } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { form, type Form, submit } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type LocalView = Frame & Form & { provider: string; minutes: number }

/** The address at which administrators get their password form while a provider is in front. It says so, and does it when asked. */
export function localPage(view: LocalView): Page {
  const { t } = words(view)
  const { provider, minutes, realm } = view
  const title = t('local.title')
  const body = html`
<h1>${title}</h1>
<p>${t('local.lead', { realm: realm.title, provider, n: minutes })}</p>
${form({ ...view, body: submit(t('local.continue')) })}`
  return layout({ language: view.language, title, frame: view, body })
}
