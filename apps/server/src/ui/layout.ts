import type { Accent, SentencePlace } from '@tegata/contract'
import { assets } from './assets.ts'
import { html, Html, nothing } from './html.ts'
import { inLanguage, type Language, languageNames } from './languages.ts'
import { words } from './words.ts'

/** What every page is told beside its own view. Handlers build it once a request. */
export type Frame = {
  language: Language
  /** IANA zone in which instants are shown. */
  zone: string
  realm: {
    /** What people call it, in the page's language. */
    title: string
    languages: readonly Language[]
    /** Who helps, as the realm wrote it: "IT Help Desk, ext. 4357". Empty: "your administrator" is said instead. */
    contact: string
    /** Path of the help page. */
    helpHref: string
    /** The realm's logo on this origin; without one our own sign. */
    logo?: { href: string; width: number; height: number }
    /** The colour that the realm chose; without one the ordinary one. */
    accent?: Accent
    /** What the realm says on some pages, in the page's language. */
    sentences?: Partial<Record<SentencePlace, string>>
  }
  /** Path and query of this page, for the language links. Without it they are left out. */
  self?: string
  /** The form that leaves a sign-in, back to the application; absent where there is nothing to leave (S4-13). */
  cancel?: { action: string; csrf: string }
}

type Refresh = { afterSeconds: number; href?: string }

/** A whole document, ready to be sent. */
export class Page extends Html {
  /** Value of the `Refresh` header, for pages that go on by themselves. `sendPage` sets it. */
  readonly refresh: string | undefined

  constructor(source: string, refresh?: string) {
    super(source)
    this.refresh = refresh
  }
}

export type Layout = {
  language: Language
  title: string
  frame: Frame
  body: Html
  /** `wide` for lists such as the account page; `pass` (default) for one step of a journey. */
  width?: 'pass' | 'wide'
  /** Beside the language links, for example "Sign out". */
  tools?: Html
  refresh?: Refresh
}

/** The contact of the realm, or the word for whoever administers it. */
export const contactOf = ({ realm, language }: Frame): string =>
  realm.contact.trim() || { en: 'your administrator', ja: '管理者', ko: '관리자' }[language]

function languageLinks({ language, realm, self }: Frame): Html {
  if (self === undefined || realm.languages.length < 2) return nothing
  const { t } = words({ language, zone: 'UTC' })
  return html`<nav class="languages" aria-label="${t('page.languages')}"><ul>${realm.languages.map((each) => html`
      <li><a href="${inLanguage(self, each)}" lang="${each}" hreflang="${each}"${each === language && html` aria-current="true"`}>${languageNames[each]}</a></li>`)}
    </ul></nav>`
}

const cancelForm = ({ action, csrf }: NonNullable<Frame['cancel']>, label: string): Html => html`
  <form method="post" action="${action}" class="quiet"><input type="hidden" name="csrf" value="${csrf}"><button type="submit" class="link">${label}</button></form>`

/** Pixels that a logo takes at most. */
const logoRoom = { width: 160, height: 40 }

function signOf({ logo }: Frame['realm']): Html {
  if (logo === undefined) return html`<img src="${assets.mark.path}" alt="" width="32" height="32">`
  const scale = Math.min(logoRoom.width / logo.width, logoRoom.height / logo.height)
  return html`<img class="logo" src="${logo.href}" alt="" width="${Math.max(1, Math.round(logo.width * scale))}" height="${Math.max(1, Math.round(logo.height * scale))}">`
}

/** The whole document around a page: no script, no inline style, one stylesheet. */
export function layout({ language, title, frame, body, width = 'pass', tools, refresh }: Layout): Page {
  const { t } = words(frame)
  const { realm } = frame
  const target = refresh && (refresh.href === undefined ? `${refresh.afterSeconds}` : `${refresh.afterSeconds}; url=${refresh.href}`)
  // A delayed refresh goes by header alone: assistive software can then offer to switch it off.
  const document = html`<!doctype html>
<html lang="${language}"${realm.accent !== undefined && html` data-accent="${realm.accent}"`}>
<head>
<meta charset="utf-8">
<title>${title} · ${realm.title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${refresh?.afterSeconds === 0 && html`<meta http-equiv="refresh" content="${target}">`}
<link rel="icon" href="${assets.mark.path}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.style.path}">
</head>
<body class="${width}">
<a class="skip" href="#main">${t('page.skip')}</a>
<header class="top">
  <p class="realm">${signOf(realm)}<span>${realm.title}</span></p>
  ${tools}
</header>
<div class="hang">
<main id="main" tabindex="-1">
${body}
</main>
</div>
<footer class="bottom">
  <p class="help"><a href="${realm.helpHref}">${t('page.help')}</a></p>
  ${frame.cancel && cancelForm(frame.cancel, t('action.cancel'))}
  ${languageLinks(frame)}
</footer>
</body>
</html>
`
  return new Page(document.source, target)
}
