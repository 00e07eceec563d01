import { html, type Html } from '../html.ts'
import type { Messages } from '../messages/en.ts'
import { layout } from './layout.ts'

export type ApplicationName = 'wiki' | 'calendar' | 'payroll' | 'front'
export type Claims = Readonly<Record<string, unknown>>

type View = {
  t: Messages
  application: ApplicationName
  /** '' for the wiki, otherwise the first part of the path. */
  base: string
  claims: Claims | null
  /** The access token's claims, of an application that goes by roles. */
  access: Claims | null
  canRefresh: boolean
  notice?: string
  links: readonly (readonly [href: string, name: string])[]
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const fields = (value: unknown): Claims => (typeof value === 'object' && value !== null ? { ...value } : {})
const list = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [])

const inCjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const inHangul = /^\p{Script=Hangul}+$/u

/** What to call somebody: family name first where it is written in Japanese or Korean, without a blank in Korean; else as the token says it. */
function nameIn(claims: Claims): string {
  const [family, given] = [text(claims['family_name']), text(claims['given_name'])]
  if (family !== null && given !== null && inCjk.test(family)) return inHangul.test(family + given) ? family + given : `${family} ${given}`
  return text(claims['name']) ?? text(claims['preferred_username']) ?? text(claims['sub']) ?? '?'
}

/** An instant in words, with weekday and zone; `null` when the claim is missing. */
function inWords(epochSeconds: unknown, language: string): string | null {
  if (typeof epochSeconds !== 'number') return null
  const words = new Intl.DateTimeFormat(language, {
    weekday: 'long', year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
  })
  return words.format(new Date(epochSeconds * 1000))
}

/** A claim in words, and beside it as it was sent. */
const said = (words: string | null, raw: string | null, t: Messages): Html =>
  raw === null ? html`<dd class="quiet">${t.notSaid}</dd>`
  : words === null || words === raw ? html`<dd>${raw}</dd>`
  : html`<dd>${words} <code>${raw}</code></dd>`

/** Roles as Keycloak writes them: those of the realm, then those of clients as client:role. Groups stand in either token. */
function rightsIn(claims: Claims, access: Claims): { roles: string[]; groups: string[] } {
  const clients = Object.entries(fields(access['resource_access'])).flatMap(([client, of]) =>
    client === 'account' ? [] : list(fields(of)['roles']).map((role) => `${client}:${role}`))
  return {
    roles: [...list(fields(access['realm_access'])['roles']), ...clients],
    groups: list(access['groups'] ?? claims['groups']),
  }
}

const names = (values: readonly string[], t: Messages): Html =>
  values.length === 0 ? html`<dd class="quiet">${t.none}</dd>` : html`<dd>${new Intl.ListFormat(t.language).format(values)}</dd>`

function rights(claims: Claims, access: Claims, t: Messages): Html {
  const { roles, groups } = rightsIn(claims, access)
  return html`
        <dt>${t.told.subject}</dt><dd><code>${text(claims['sub']) ?? '?'}</code></dd>
        <dt>${t.told.roles}</dt>${names(roles, t)}
        <dt>${t.told.groups}</dt>${names(groups, t)}`
}

function told(claims: Claims, access: Claims | null, t: Messages): Html {
  const acr = text(claims['acr'])
  const amr = list(claims['amr'])
  const authTime = inWords(claims['auth_time'], t.language)
  return html`
    <section class="card" aria-labelledby="told">
      <h2 id="told">${t.toldTitle}</h2>
      <p class="quiet">${access === null ? t.toldAbout : t.toldAboutRights}</p>
      <dl>
        <dt>${t.told.name}</dt>${said(null, text(claims['name']), t)}
        <dt>${t.told.username}</dt>${said(null, text(claims['preferred_username']), t)}
        <dt>${t.told.email}</dt>${said(null, text(claims['email']), t)}
        ${access && rights(claims, access, t)}
        <dt>${t.told.acr}</dt>${said(acr && (t.acr[acr] ?? null), acr, t)}
        <dt>${t.told.amr}</dt>${said(new Intl.ListFormat(t.language).format(amr.map((value) => t.amr[value] ?? value)), amr.length > 0 ? amr.join(' ') : null, t)}
        <dt>${t.told.authTime}</dt>${said(null, authTime, t)}
      </dl>
      <details>
        <summary>${t.tokenAsJson}</summary>
        <pre id="id-token">${JSON.stringify(claims, null, 2)}</pre>
      </details>
      ${access && html`<details>
        <summary>${t.accessAsJson}</summary>
        <pre id="access-token">${JSON.stringify(access, null, 2)}</pre>
      </details>`}
    </section>`
}

export function applicationPage({ t, application, base, claims, access, canRefresh, notice, links }: View): Html {
  const words = t.applications[application]
  const who = claims && nameIn(claims)
  const signedOut = html`
    <section class="card welcome">
      <p>${words.about}</p>
      <p class="actions"><a class="button" id="sign-in" href="${base}/sign-in">${t.signIn}</a></p>
    </section>`
  const signedIn = claims && html`
    <section class="card" aria-labelledby="items">
      <h2 id="items">${words.heading}</h2>
      <ul class="items">${words.items.map(([title, detail]) => html`<li><strong>${title}</strong> <span>${detail}</span></li>`)}</ul>
    </section>
    ${told(claims, access, t)}
    <div class="actions">
      ${canRefresh
        ? html`<form method="post" action="${base}/refresh"><button class="button plain">${t.refresh}</button></form>`
        : html`<p class="quiet">${t.refreshMissing}</p>`}
      <form method="post" action="${base}/sign-out"><button class="button plain" id="sign-out">${t.signOut}</button></form>
    </div>`
  return layout({
    t,
    place: application,
    title: `${words.name} – ${t.sample}`,
    main: html`
      <p class="eyebrow">${t.sample}</p>
      <h1>${words.name}</h1>
      ${who !== null && html`<p class="who" id="signed-in-as">${t.signedInAs(who)}</p>`}
      ${notice && html`<p role="status" class="note">${notice}</p>`}
      ${signedIn ?? signedOut}
      <p class="links quiet">${links.map(([href, name]) => html`<a href="${href}">${name}</a> `)}</p>`,
  })
}
