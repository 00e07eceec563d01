/** A piece of HTML that is safe to send: made by `html` only. */
export class Html {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }

  toString(): string {
    return this.source
  }
}

const entity: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

// Marks that turn round the order of whatever follows: a name could rewrite the sentence that it stands in.
const directionControls = /[\u202a-\u202e\u2066-\u2069]/g

/** Escapes text for HTML, in content and in quoted attributes alike; leaves out what would turn its direction round. */
export const escapeText = (text: string): string =>
  text.replace(directionControls, '').replace(/[&<>"']/g, (char) => entity[char] ?? char)

const show = (value: unknown): string =>
  value instanceof Html ? value.source
  : Array.isArray(value) ? value.map(show).join('')
  : value === null || value === undefined || typeof value === 'boolean' ? ''
  : escapeText(String(value))

/**
 * The only way to make HTML here: a value is escaped unless it is itself `html`.
 * Arrays are joined; null, undefined and booleans show nothing. Attributes must be quoted.
 */
export const html = (parts: TemplateStringsArray, ...values: unknown[]): Html =>
  new Html(String.raw({ raw: parts }, ...values.map(show)))

export const nothing: Html = new Html('')

// Schemes that run or read something where they are opened. Everything else only leads away.
const dangerous = new Set(['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'filesystem:', 'about:', 'view-source:'])

/**
 * The address as it may stand in `href`, or `null` when it must not be offered as a link.
 *
 * Escaping does not stop `javascript:`, so an address that is not written by us passes here first.
 * Own paths begin with one slash; other schemes (https, otpauth, an app's own) are let through after
 * the WHATWG parser, the one browsers use, has read them.
 */
export function safeUrl(address: string): string | null {
  if (/^\/(?![/\\])/.test(address) && !/[\u0000-\u001f\\]/.test(address)) return address
  const url = URL.parse(address)
  if (url === null || dangerous.has(url.protocol)) return null
  return url.href
}
