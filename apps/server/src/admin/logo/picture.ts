import { logoLimits } from '@tegata/contract'
import { readJpeg } from './jpeg.ts'
import { readPng } from './png.ts'
import { readWebp } from './webp.ts'

export type Picture = { type: 'image/png' | 'image/jpeg' | 'image/webp'; width: number; height: number; bytes: Uint8Array }
export type PictureOutcome = { ok: true; picture: Picture } | { ok: false; reason: 'not-a-picture' | 'too-large' | 'wrong-size' }

const refused = (reason: Extract<PictureOutcome, { ok: false }>['reason']): PictureOutcome => ({ ok: false, reason })

/**
 * Reads a file that somebody says is a logo. What it is called and what the browser took it for count for nothing: only
 * its bytes do, and only what belongs to the picture is kept, written anew. So nothing rides along (metadata, a place
 * where it was taken, a second file behind or inside the first), and no browser can take it for anything else.
 */
export function readPicture(file: Uint8Array): PictureOutcome {
  if (file.length > logoLimits.bytes) return refused('too-large')
  const bytes = Buffer.from(file)
  const found = readPng(bytes) ?? readJpeg(bytes) ?? readWebp(bytes)
  if (found === undefined) return refused('not-a-picture')
  if (found === 'wrong-size') return refused('wrong-size')
  return isFit(found) ? { ok: true, picture: found } : refused('wrong-size')
}

/** Asked before anything is unpacked: a few bytes may say that they stand for a billion pixels. */
export const isFit = ({ width, height }: { width: number; height: number }): boolean =>
  [width, height].every((side) => side >= logoLimits.least && side <= logoLimits.most)
