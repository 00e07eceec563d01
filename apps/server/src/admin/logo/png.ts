import { crc32, inflateSync } from 'node:zlib'
import { isFit, type Picture } from './picture.ts'

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
/** What makes up the picture, and how its colours are meant. Everything else is left out: text, times, profiles, animation. */
const kept: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB', 'IDAT', 'IEND'])
const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const depths: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }
/** Adam7: where each pass begins, and in what steps it goes. */
const passes = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const

type Chunk = { type: string; data: Buffer; whole: Buffer }

/** The chunks up to IEND, each with a right checksum; what lies behind is not looked at. */
function chunksOf(bytes: Buffer): Chunk[] | undefined {
  const chunks: Chunk[] = []
  for (let at = signature.length; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const end = at + 12 + length
    if (end > bytes.length) return undefined
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== bytes.readUInt32BE(at + 8 + length)) return undefined
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length), whole: bytes.subarray(at, end) })
    if (type === 'IEND') return length === 0 ? chunks : undefined
    at = end
  }
  return undefined
}

type Header = { width: number; height: number; depth: number; colour: number; interlaced: boolean }

function headerOf({ type, data }: Chunk): Header | undefined {
  if (type !== 'IHDR' || data.length !== 13) return undefined
  const [depth, colour, packing, filter, interlace] = data.subarray(8)
  if (depth === undefined || colour === undefined || packing !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) return undefined
  if (depths[colour]?.includes(depth) !== true) return undefined
  return { width: data.readUInt32BE(0), height: data.readUInt32BE(4), depth, colour, interlaced: interlace === 1 }
}

/** How many bytes the picture is when it is unpacked: each row has a byte before it. */
function unpackedSize({ width, height, depth, colour, interlaced }: Header): number {
  const rows = (columns: number, lines: number) => (columns === 0 ? 0 : lines * (1 + Math.ceil(columns * (channels[colour] ?? 0) * depth / 8)))
  if (!interlaced) return rows(width, height)
  return passes.reduce((sum, [left, top, right, down]) => sum + rows(Math.ceil((width - left) / right), Math.ceil((height - top) / down)), 0)
}

function isWhole(header: Header, packed: Buffer): boolean {
  const size = unpackedSize(header)
  try {
    // Never more than the picture that was promised is unpacked: a bomb ends here.
    return inflateSync(packed, { maxOutputLength: size }).length === size
  } catch {
    return false
  }
}

/** Undefined: no whole PNG. */
export function readPng(bytes: Buffer): Picture | 'wrong-size' | undefined {
  if (!bytes.subarray(0, signature.length).equals(signature)) return undefined
  const chunks = chunksOf(bytes)
  const [first] = chunks ?? []
  const header = first && headerOf(first)
  if (chunks === undefined || header === undefined) return undefined
  if (!isFit(header)) return 'wrong-size'
  const of = (type: string) => chunks.filter((chunk) => chunk.type === type)
  if (['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB'].some((type) => of(type).length > 1)) return undefined
  if (header.colour === 3 && of('PLTE').length === 0) return undefined
  const data = of('IDAT')
  const run = chunks.slice(chunks.findIndex(({ type }) => type === 'IDAT'), chunks.findLastIndex(({ type }) => type === 'IDAT') + 1)
  // What unpacks it is strict about order: data that is not in one piece is not taken.
  if (data.length === 0 || run.length !== data.length) return undefined
  if (!isWhole(header, Buffer.concat(data.map((chunk) => chunk.data)))) return undefined
  // A chunk that says it cannot be done without, and that we do not know, changes what the picture means.
  if (chunks.some(({ type }) => /^[A-Z]/.test(type) && !kept.has(type))) return undefined
  const whole = Buffer.concat([signature, ...chunks.filter(({ type }) => kept.has(type)).map((chunk) => chunk.whole)])
  return { type: 'image/png', width: header.width, height: header.height, bytes: whole }
}
