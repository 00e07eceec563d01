import { html, type Html, safeUrl } from '../ui/html.ts'
import { type Frame, layout, type Page } from '../ui/layout.ts'
import { ways } from '../ui/pieces.ts'
import { words } from '../ui/words.ts'

export type DevMail = { id: string; at: number; from: string; to: string; subject: string; text: string; html: string | null }
export type MailboxView = Frame & { mails: readonly (Pick<DevMail, 'id' | 'at' | 'to' | 'subject'> & { href: string })[]; startHref: string }

/** Every mail that demo mode sent, newest first. */
export function mailboxPage(view: MailboxView): Page {
  const { t, rich } = words(view)
  const title = t('mailbox.title')
  const body = html`
<h1>${title}</h1>
<p>${t('mailbox.lead')}</p>
${view.mails.length === 0 ? html`<p>${t('mailbox.empty')}</p>` : html`
<ul class="rows mails">${view.mails.map(({ href, at, to, subject }) => html`
<li><h2><a href="${href}">${subject}</a></h2><p class="small">${to}<br>${rich('account.at', { at })}</p></li>`)}</ul>`}
${ways([{ href: view.startHref, label: t('start.title') }])}`
  return layout({ language: view.language, title, frame: view, body, width: 'wide' })
}

/** Plain text with its web addresses as links, each checked. */
function withLinks(text: string): Html {
  const parts = text.split(/(https?:\/\/[^\s<>"]+)/)
  return html`${parts.map((part, index) => {
    const href = index % 2 === 1 ? safeUrl(part) : null
    return href === null ? part : html`<a href="${href}">${part}</a>`
  })}`
}

export type MailView = Frame & { mail: DevMail; mailboxHref: string }

/**
 * One mail. Its HTML is shown in a sandboxed frame: no script, no forms, no access to this page;
 * links open beside it.
 */
export function mailPage(view: MailView): Page {
  const { t, rich } = words(view)
  const { mail, mailboxHref } = view
  const body = html`
<h1>${mail.subject}</h1>
<dl class="receipt">
<div><dt>${t('mailbox.to')}</dt><dd>${mail.to}</dd></div>
<div><dt>${t('mailbox.from')}</dt><dd>${mail.from}</dd></div>
<div><dt>${t('mailbox.at')}</dt><dd>${rich('account.at', { at: mail.at })}</dd></div>
</dl>
<h2 id="as-text">${t('mailbox.text')}</h2>
<pre class="mail" tabindex="0" aria-labelledby="as-text">${withLinks(mail.text)}</pre>
${mail.html !== null && html`<h2 id="as-html">${t('mailbox.html')}</h2>
<iframe class="mail" title="${t('mailbox.html')}" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${`<base target="_blank">${mail.html}`}"></iframe>`}
${ways([{ href: mailboxHref, label: t('mailbox.back') }])}`
  return layout({ language: view.language, title: mail.subject, frame: view, body, width: 'wide' })
}

type StartPerson = { username: string; name: string; story: string }

export type StartView = Frame & {
  links: readonly { kind: 'sample' | 'front' | 'console' | 'mail' | 'phone' | 'account'; href: string }[]
  password: string
  people: readonly StartPerson[]
}

/** The first page of demo mode: what to open, and who can sign in. */
export function startPage(view: StartView): Page {
  const { t, rich } = words(view)
  const title = t('start.title')
  const body = html`
<h1>${title}</h1>
<p>${t('start.lead')}</p>
<ul class="choices two">${view.links.map(({ kind, href }) => html`
<li><a class="choice" href="${href}"><strong>${t(`start.${kind}`)}</strong><span>${t(`start.${kind}.hint`)}</span></a></li>`)}</ul>
<h2>${t('start.people')}</h2>
<p>${rich('start.password', { password: html`<code>${view.password}</code>` })}</p>
<ul class="rows">${view.people.map(({ username, name, story }) => html`
<li><h3><code>${username}</code> <span class="detail">${name}</span></h3><p class="small">${story}</p></li>`)}</ul>`
  return layout({ language: view.language, title, frame: view, body, width: 'wide' })
}
