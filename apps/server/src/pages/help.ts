import { appList, type Enrolment } from '../ui/enrolment.ts'
import { html, safeUrl } from '../ui/html.ts'
import { contactOf, type Frame, layout, type Page } from '../ui/layout.ts'
import { ways } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type HelpView = Frame & {
  apps: Enrolment['apps']
  /** The realm's own help, outside. */
  moreHref?: string
  accountHref?: string
}

/** The built-in help: what people ask, in the order in which they ask it. */
export function helpPage(view: HelpView): Page {
  const { t, rich } = words(view)
  const contact = contactOf(view)
  const more = view.moreHref === undefined ? null : safeUrl(view.moreHref)
  const title = t('help.title')
  const body = html`
<h1>${title}</h1>
<h2>${t('help.what')}</h2><p>${t('help.what.text')}</p>
<h2>${t('help.apps')}</h2><p>${rich('help.apps.text', { apps: appList(view, view.apps) })}</p>
<h2>${t('help.refused')}</h2><p>${t('help.refused.text')}</p>
<h2>${t('help.new-phone')}</h2><p>${t('help.new-phone.text')}</p>
<h2>${t('help.left')}</h2><p>${t('help.left.text', { contact })}</p>
<h2>${t('help.no-phone')}</h2><p>${t('help.no-phone.text')}</p>
<h2>${t('help.mail')}</h2><p>${t('help.mail.text', { contact })}</p>
${ways([
  view.accountHref !== undefined && { href: view.accountHref, label: t('help.account') },
  more !== null && { href: more, label: t('help.more', { realm: view.realm.title }) },
])}`
  return layout({ language: view.language, title, frame: view, body, width: 'wide' })
}
