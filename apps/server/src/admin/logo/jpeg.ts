import { isFit, type Picture } from './picture.ts'

/** Tables and headers of an ordinary or progressive picture. APPn and comments are left out, but the two that say how its colours are meant. */
const frames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2])
const kept: ReadonlySet<number> = new Set([...frames, 0xc4, 0xdb, 0xdd, 0xda])
/** Passes over the picture: a progressive one has a dozen. Each costs every browser that shows it the whole picture again. */
const mostScans = 100
const start = Buffer.from([0xff, 0xd8])
const end = Buffer.from([0xff, 0xd9])

const isOwnHeader = (marker: number, data: Buffer): boolean =>
  (marker === 0xe0 && data.subarray(0, 5).equals(Buffer.from('JFIF\0')) && data.length === 14) || (marker === 0xee && data.subarray(0, 5).equals(Buffer.from('Adobe')) && data.length === 12)

/** Where the packed data that begins here ends: at the next marker that is neither an escaped byte nor a restart. */
function endOfData(bytes: Buffer, from: number): number | undefined {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return undefined
}

/** Undefined: no whole JPEG. What it is packed into is left to the browser, as are damages that only a viewer can see. */
export function readJpeg(bytes: Buffer): Picture | 'wrong-size' | undefined {
  if (!bytes.subarray(0, 2).equals(start)) return undefined
  const parts: Buffer[] = [start]
  let size: { width: number; height: number } | undefined
  let scans = 0
  for (let at = 2; at + 1 < bytes.length;) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return undefined
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) { at += 1; continue }
    if (marker === 0xd9) {
      if (size === undefined || scans === 0) return undefined
      if (!isFit(size)) return 'wrong-size'
      return { type: 'image/jpeg', ...size, bytes: Buffer.concat([...parts, end]) }
    }
    if (at + 4 > bytes.length) return undefined
    const length = bytes.readUInt16BE(at + 2)
    const next = at + 2 + length
    if (length < 2 || next > bytes.length) return undefined
    const data = bytes.subarray(at + 4, next)
    if (frames.has(marker)) {
      if (size !== undefined || data.length < 6 || data[0] !== 8) return undefined
      size = { height: data.readUInt16BE(1), width: data.readUInt16BE(3) }
    } else if (marker >= 0xc3 && marker <= 0xcf && !kept.has(marker)) return undefined
    if (kept.has(marker) || isOwnHeader(marker, data)) parts.push(bytes.subarray(at, next))
    at = next
    if (marker !== 0xda) continue
    const over = endOfData(bytes, at)
    if (over === undefined || size === undefined) return undefined
    parts.push(bytes.subarray(at, over))
    scans++
    if (scans > mostScans) return undefined
    at = over
  }
  return undefined
}
