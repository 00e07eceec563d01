import type { IncomingMessage } from 'node:http'

/** What stood in a body, or why it cannot be read. The status is what the caller is told. */
export type BodyOutcome<Value> = { ok: true; value: Value } | { ok: false; status: 400 | 413 | 415; reason: BodyRefusal }
export type BodyRefusal = 'too-large' | 'media-type' | 'not-utf8' | 'malformed' | 'repeated-field' | 'aborted'

/** Bytes. A form of ours is a few hundred; a password may be 64 emoji; a settings document a few kilobytes. */
const formLimit = 16 * 1024
const jsonLimit = 256 * 1024

/**
 * Reads a form of ours. A field that stands twice is refused rather than guessed at: two parsers that choose
 * differently are how one value is checked and another one used.
 */
export async function readForm(req: IncomingMessage, limit = formLimit): Promise<BodyOutcome<Readonly<Record<string, string>>>> {
  const text = await readText(req, 'application/x-www-form-urlencoded', limit)
  if (!text.ok) return text
  const fields: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text.value)) {
    if (name in fields) return { ok: false, status: 400, reason: 'repeated-field' }
    fields[name] = value
  }
  return { ok: true, value: fields }
}

/** Reads JSON; an empty body is `undefined`, for operations whose body is optional. */
export async function readJson(req: IncomingMessage, mediaType = 'application/json', limit = jsonLimit): Promise<BodyOutcome<unknown>> {
  if (req.headers['content-length'] === '0' || (req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined)) {
    return { ok: true, value: undefined }
  }
  const text = await readText(req, mediaType, limit)
  if (!text.ok) return text
  try {
    return { ok: true, value: JSON.parse(text.value) as unknown }
  } catch {
    return { ok: false, status: 400, reason: 'malformed' }
  }
}

async function readText(req: IncomingMessage, mediaType: string, limit: number): Promise<BodyOutcome<string>> {
  const [type] = (req.headers['content-type'] ?? '').split(';')
  if (type?.trim().toLowerCase() !== mediaType) return { ok: false, status: 415, reason: 'media-type' }
  if (Number(req.headers['content-length'] ?? 0) > limit) return { ok: false, status: 413, reason: 'too-large' }
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of req) {
      if (!Buffer.isBuffer(chunk)) return { ok: false, status: 400, reason: 'malformed' }
      size += chunk.length
      if (size > limit) return { ok: false, status: 413, reason: 'too-large' }
      chunks.push(chunk)
    }
  } catch {
    return { ok: false, status: 400, reason: 'aborted' }
  }
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)) }
  } catch {
    return { ok: false, status: 400, reason: 'not-utf8' }
  }
}
