import { consolePolicy } from './headers.ts'
import type { Route } from './route.ts'
import { readStaticFiles, sendStatic } from './static-files.ts'

/** The console's built files; every address below /console/{realm} is the one page, which routes by itself. */
export function consoleRoutes(folder: string): readonly Route[] {
  const files = readStaticFiles(folder, (path) => path.startsWith('assets/'))
  const page = files.get('index.html')
  if (!page) throw new Error(`There is no built console in ${folder}. Build it with: npx -y pnpm@12 build:console`)

  return [
    ['GET', '/console/assets/*path', 'anyone', (ctx) => {
      const file = files.get(`assets/${ctx.params.path ?? ''}`)
      if (file) sendStatic(ctx, file)
    }],
    ['GET', '/console/:realm{/*path}', 'anyone', (ctx) => {
      ctx.set('Content-Security-Policy', consolePolicy)
      sendStatic(ctx, files.get(ctx.path.slice('/console/'.length)) ?? page)
    }],
  ]
}
