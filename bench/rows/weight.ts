import { gzipSync } from 'node:zlib'
import { number, type Row } from './row.ts'

const gz = (text: string): number => gzipSync(text, { level: 9 }).length
const kilo = (bytes: number): string => `${number(bytes / 1000)} kB gz`

/** The login page with everything that it loads, each file compressed by itself, and whether a script is among it. */
export const loginWeight: Row = {
  name: 'login-weight',
  async run({ houses: [house] }) {
    if (house === undefined) return []
    const { realm, port, redirectUri } = house.house
    const query = new URLSearchParams({
      client_id: 'app-EdDSA', redirect_uri: redirectUri, response_type: 'code', scope: 'openid', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
    })
    const origin = `http://localhost:${port}`
    const redirect = await fetch(`${origin}/realms/${realm}/protocol/openid-connect/auth?${query}`, { redirect: 'manual' })
    const page = await fetch(new URL(redirect.headers.get('location') ?? '', origin), { headers: { cookie: redirect.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ') } })
    const html = await page.text()
    const files = await loaded(origin, html)
    const own = gz(html)
    const rest = files.reduce((sum, { text }) => sum + gz(text), 0)
    return [{
      label: `login page weight, all of it (HTML ${number(own / 1000)}, ${files.length} files ${number(rest / 1000)})`,
      cells: [`${kilo(own + rest)}, ${/<script/i.test(html) ? 'with script' : 'no script'}`], target: '≤ 15 kB gz, no script',
    }]
  },
}

type File = { path: string; text: string }

/** Everything that a page loads by itself; scripts may import more, and do so at once when the import is static. */
async function loaded(origin: string, html: string): Promise<readonly File[]> {
  const files = new Map<string, File>()
  const waiting = [...html.matchAll(/<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"/g)].filter(([tag]) => !/rel="(?:canonical|alternate|author|license)"/.test(tag)).map(([, path = '']) => new URL(path, origin))
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (files.has(url.pathname) || url.origin !== origin || url.protocol === 'data:') continue
    const answer = await fetch(url)
    if (!answer.ok) continue
    const text = await answer.text()
    files.set(url.pathname, { path: url.pathname, text })
    if (!url.pathname.endsWith('.js')) continue
    for (const [, path = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+\.js)["']/g)) waiting.push(new URL(path, url))
  }
  return [...files.values()]
}
