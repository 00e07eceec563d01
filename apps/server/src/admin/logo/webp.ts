import { isFit, type Picture } from './picture.ts'

type Chunk = { type: string; data: Buffer }
type Size = { width: number; height: number }

function chunksOf(bytes: Buffer): Chunk[] | undefined {
  const end = 8 + bytes.readUInt32LE(4)
  if (end > bytes.length) return undefined
  const chunks: Chunk[] = []
  for (let at = 12; at < end;) {
    if (at + 8 > end) return undefined
    const length = bytes.readUInt32LE(at + 4)
    if (at + 8 + length > end) return undefined
    chunks.push({ type: bytes.toString('latin1', at, at + 4), data: bytes.subarray(at + 8, at + 8 + length) })
    at += 8 + length + length % 2
  }
  return chunks
}

/** RFC 9649: what the picture's own data says of its size, and nothing but the data. */
function sizeOf({ type, data }: Chunk): (Size & { alpha: boolean }) | undefined {
  if (type === 'VP8 ') {
    if (data.length < 10 || ((data[0] ?? 1) & 1) !== 0 || !data.subarray(3, 6).equals(Buffer.from([0x9d, 0x01, 0x2a]))) return undefined
    return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff, alpha: false }
  }
  if (data.length < 5 || data[0] !== 0x2f) return undefined
  const bits = data.readUInt32LE(1)
  if (bits >>> 29 !== 0) return undefined
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) === 1 }
}

function written(chunks: readonly Chunk[]): Buffer {
  const parts = chunks.flatMap(({ type, data }) => {
    const head = Buffer.alloc(8, type, 'latin1')
    head.writeUInt32LE(data.length, 4)
    return [head, data, Buffer.alloc(data.length % 2)]
  })
  const body = Buffer.concat([Buffer.from('WEBP'), ...parts])
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body])
}

/** Undefined: no whole WebP, or a moving one. */
export function readWebp(bytes: Buffer): Picture | 'wrong-size' | undefined {
  if (bytes.length < 20 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return undefined
  const chunks = chunksOf(bytes)
  if (chunks === undefined || chunks.some(({ type }) => type === 'ANIM' || type === 'ANMF')) return undefined
  const pictures = chunks.filter(({ type }) => type === 'VP8 ' || type === 'VP8L')
  const [picture] = pictures
  const size = picture && sizeOf(picture)
  if (picture === undefined || size === undefined || pictures.length !== 1) return undefined
  const { width, height } = size
  const alphas = chunks.filter(({ type }) => type === 'ALPH')
  if (alphas.length > 1) return undefined
  if (!isFit(size)) return 'wrong-size'
  const [extended] = chunks
  if (extended?.type !== 'VP8X') return alphas.length > 0 ? undefined : { type: 'image/webp', width, height, bytes: written([picture]) }
  if (extended.data.length !== 10) return undefined
  const canvas = { width: extended.data.readUIntLE(4, 3) + 1, height: extended.data.readUIntLE(7, 3) + 1 }
  if (canvas.width !== width || canvas.height !== height) return undefined
  if (alphas.length === 0 || picture.type === 'VP8L') return { type: 'image/webp', width, height, bytes: written([picture]) }
  // Only the flag that says that there is transparency: profile, Exif, XMP and animation are gone.
  const flags = Buffer.from(extended.data)
  flags.fill(0, 0, 4)
  flags[0] = 0x10
  return { type: 'image/webp', width, height, bytes: written([{ type: 'VP8X', data: flags }, ...alphas, picture]) }
}
