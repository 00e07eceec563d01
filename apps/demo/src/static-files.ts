import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Route } from './route.ts'

const here = (name: string) => new URL(`./static/${name}`, import.meta.url)

const files = [
  ['/demo.css',  'text/css; charset=utf-8',        here('demo.css')],
  ['/phone.js',  'text/javascript; charset=utf-8', here('phone.js')],
  ['/icon.svg',  'image/svg+xml',                  here('icon.svg')],
  ['/jsqr.js',   'text/javascript; charset=utf-8', new URL(import.meta.resolve('jsqr'))],
] as const

/** The few files that pages here refer to, read once at the start. */
export const staticRoutes = (): Promise<readonly Route[]> =>
  Promise.all(files.map(async ([path, type, file]): Promise<Route> => {
    const body = await readFile(fileURLToPath(file))
    return ['GET', path, 'here', async () => ({ kind: 'file', type, body })]
  }))
