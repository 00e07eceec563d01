import type { Middleware } from 'koa'

/** Pages of ours run no script and load nothing from elsewhere (ASVS 3.4, security.md S-7). */
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "script-src 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** The console is a script of ours; it still evaluates nothing, inlines nothing and talks to nobody else. */
export const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** Set on every answer; a handler may replace the content policy, never drop the rest. */
export const securityHeaders = (options: { https: boolean }): Middleware => async (ctx, next) => {
  ctx.set('Content-Security-Policy', pagePolicy)
  ctx.set('X-Content-Type-Options', 'nosniff')
  ctx.set('X-Frame-Options', 'DENY')
  ctx.set('Referrer-Policy', 'no-referrer')
  ctx.set('Cross-Origin-Opener-Policy', 'same-origin')
  ctx.set('Cross-Origin-Resource-Policy', 'same-origin')
  ctx.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
  ctx.set('Cache-Control', 'no-store')
  if (options.https) ctx.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  await next()
}
