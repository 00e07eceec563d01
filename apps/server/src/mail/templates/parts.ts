import { html, Html, safeUrl } from '../../ui/html.ts'
import type { Language } from '../../ui/languages.ts'

/** What a mail consists of; text and HTML are made from the same parts, so they cannot disagree. */
export type Part =
  | { say: string }
  | { link: string; label: string }
  | { code: string }
  | { facts: readonly (readonly [label: string, value: string])[] }

export type RenderedMail = { subject: string; text: string; html: string }

const longestValue = 200

/**
 * A name, label or reason that somebody typed, as it may stand in a mail: one line, no control or direction
 * characters, not endless, and nothing that mail programs turn into a link by themselves (M-5).
 */
export function plain(value: string): string {
  const line = value.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu, ' ').replace(/\s+/g, ' ').trim()
  const short = [...line].length > longestValue ? `${[...line].slice(0, longestValue).join('')}…` : line
  return short.replaceAll('://', ' ').replace(/\b(mailto|tel|www)([:.])/gi, '$1 ')
}

/** A name of a person or a thing: like `plain`, and "evil.example" is no link either. Addresses stay as they are. */
export const plainName = (value: string): string => plain(value).replace(/(?<=[\p{L}\p{N}])\.(?=\p{L}{2})/gu, '. ')

function asText(part: Part): string {
  if ('say' in part) return part.say
  if ('link' in part) return `${part.label}:\n${part.link}`
  if ('code' in part) return `    ${part.code}`
  return part.facts.map(([label, value]) => `  ${label}: ${value}`).join('\n')
}

function asHtml(part: Part): Html {
  if ('say' in part) return html`<p>${part.say}</p>`
  if ('code' in part) return html`<h2><code>${part.code}</code></h2>`
  if ('link' in part) {
    const href = safeUrl(part.link)
    return href === null ? html`<p>${part.label}</p>` : html`<p><a href="${href}"><strong>${part.label}</strong></a></p>`
  }
  return html`<table cellpadding="4">${part.facts.map(([label, value]) => html`<tr><th align="left" scope="row">${label}</th><td>${value}</td></tr>`)}</table>`
}

/** Facts that follow on facts stand in one list: their values begin beneath each other. */
const together = (parts: readonly Part[]): readonly Part[] => parts.reduce<Part[]>((all, part) => {
  const last = all.at(-1)
  return last !== undefined && 'facts' in last && 'facts' in part ? [...all.slice(0, -1), { facts: [...last.facts, ...part.facts] }] : [...all, part]
}, [])

/** Puts a mail together. The subject is one line whatever was put into it. */
export function assemble(language: Language, subject: string, written: readonly Part[]): RenderedMail {
  const parts = together(written)
  const line = subject.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  const page = html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${line}</title></head>
<body>
${parts.map((part) => html`${asHtml(part)}
`)}</body>
</html>
`
  return { subject: line, text: `${parts.map(asText).join('\n\n')}\n`, html: page.source }
}
