import { html, type Html } from '../html.ts'
import type { Messages } from '../messages/en.ts'

export type Place = 'wiki' | 'calendar' | 'payroll' | 'front' | 'phone' | 'nowhere'

type Layout = {
  t: Messages
  place: Place
  title: string
  /** Seconds until the page loads again by itself; with script, only when `always`. */
  reload?: { seconds: number; when: 'always' | 'without script' }
  script?: string
  main: Html
}

const link = (href: string, name: string, isHere: boolean): Html =>
  isHere ? html`<a href="${href}" aria-current="page">${name}</a>` : html`<a href="${href}">${name}</a>`

export function layout({ t, place, title, reload, script, main }: Layout): Html {
  const refresh = reload && html`<meta http-equiv="refresh" content="${reload.seconds}">`
  return html`
<html lang="${t.language}" data-place="${place}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link rel="icon" href="/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/demo.css">
  ${reload?.when === 'without script' ? html`<noscript>${refresh}</noscript>` : refresh}
  ${script && html`<script src="${script}" defer></script>`}
</head>
<body>
  <header>
    <nav aria-label="${t.sample}">
      ${link('/', t.applications.wiki.name, place === 'wiki')}
      ${link('/calendar', t.applications.calendar.name, place === 'calendar')}
      ${link('/payroll', t.applications.payroll.name, place === 'payroll')}
      ${link('/front', t.applications.front.name, place === 'front')}
      ${link('/phone', t.phone, place === 'phone')}
    </nav>
  </header>
  <main>${main}</main>
</body>
</html>`
}
