/** Markup that is already escaped. Only `html` makes it. */
export class Html {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

const entity: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const show = (value: unknown): string =>
  value instanceof Html ? value.source
  : Array.isArray(value) ? value.map(show).join('')
  : value === null || value === undefined || value === false ? ''
  : String(value).replace(/[&<>"']/g, (char) => entity[char] ?? char)

/** The only way to make HTML here: a value is escaped unless it is itself `html`. */
export const html = (parts: TemplateStringsArray, ...values: unknown[]): Html =>
  new Html(String.raw({ raw: parts }, ...values.map(show)))
