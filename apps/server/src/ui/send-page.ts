import type { Page } from './layout.ts'

/** What a page needs of a Koa context. */
type Answer = { status: number; type: string; body: unknown; set: (field: string, value: string) => void }

/** Sends a page: never cached, and with its `Refresh` header when it goes on by itself. */
export function sendPage(ctx: Answer, page: Page, status = 200): void {
  ctx.status = status
  ctx.type = 'text/html; charset=utf-8'
  ctx.set('Cache-Control', 'no-store')
  if (page.refresh !== undefined) ctx.set('Refresh', page.refresh)
  ctx.body = page.source
}
