import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { RequestContext } from './route.ts'

type StaticFile = { body: Buffer; gzipped: Buffer | null; type: string; etag: string; immutable: boolean }

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
}

const describe = (body: Buffer, type: string, immutable: boolean): StaticFile => ({
  body,
  // Compressed once at start. Nothing secret is in these files, so BREACH has nothing to measure.
  gzipped: /^(?:text|application|image\/svg)/.test(type) ? gzipSync(body, { level: 9 }) : null,
  type,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  immutable,
})

/** Reads a built folder once. A request can only name what was there, so no path is ever joined from a request. */
export function readStaticFiles(folder: string, isImmutable: (path: string) => boolean): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined || entry.name.startsWith('.')) continue
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')
    files.set(path, describe(readFileSync(join(folder, path)), type, isImmutable(path)))
  }
  return files
}

export const staticFile = (text: string, type: string): StaticFile => describe(Buffer.from(text), type, true)

export function sendStatic(ctx: RequestContext, file: StaticFile): void {
  ctx.set('ETag', file.etag)
  ctx.set('Vary', 'Accept-Encoding')
  ctx.set('Cache-Control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (ctx.get('If-None-Match') === file.etag) {
    ctx.status = 304
    return
  }
  ctx.type = file.type
  if (file.gzipped !== null && ctx.acceptsEncodings('gzip', 'identity') === 'gzip') {
    ctx.set('Content-Encoding', 'gzip')
    ctx.body = file.gzipped
  } else ctx.body = file.body
}
