import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A file that browsers may keep for ever: its path changes with its content. */
export type Asset = { path: string; body: string; type: string }

const read = (name: string): string => readFileSync(new URL(`./styles/${name}`, import.meta.url), 'utf8')

function asset(name: string, extension: string, type: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 12)
  return { path: `/assets/${name}-${hash}.${extension}`, body, type }
}

// Comments and indentation are for readers of the source, not for telephones.
const compact = (css: string): string =>
  css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s*\n\s*/g, '\n').replace(/^\n|\n$/g, '')

const sheets = ['base.css', 'pass.css', 'forms.css', 'pieces.css', 'account.css', 'accents.css']

/** Everything that pages load, by name. */
export const assets = {
  style: asset('tegata', 'css', 'text/css; charset=utf-8', compact(sheets.map(read).join('\n'))),
  mark: asset('mark', 'svg', 'image/svg+xml', read('mark.svg')),
} satisfies Record<string, Asset>

/** The same by path, as a request names them. */
export const assetsByPath: ReadonlyMap<string, Asset> = new Map(Object.values(assets).map((each) => [each.path, each]))
