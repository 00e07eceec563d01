import { crc32, deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readPicture } from './picture.ts'

const chunk = (type: string, data: Buffer) => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
const signature = Buffer.from('89504e470d0a1a0a', 'hex')
const header = (width: number, height: number, rest: readonly number[] = [8, 6, 0, 0, 0]) => {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  Buffer.from(rest).copy(data, 8)
  return chunk('IHDR', data)
}
const rows = (width: number, height: number, bytes = 4) => Buffer.concat(Array.from({ length: height }, () => Buffer.concat([Buffer.alloc(1), Buffer.alloc(width * bytes, 0x7f)])))
const png = (width = 32, height = 32, { before = [] as Buffer[], after = Buffer.alloc(0), data = deflateSync(rows(width, height)) } = {}) =>
  Buffer.concat([signature, header(width, height), ...before, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0)), after])

// Made once by an independent program: 32 × 32 pixels of one colour.
const jpeg = Buffer.from('/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAgACADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCYAXIQAAAAAH//2Q==', 'base64')
const lossy = Buffer.from('UklGRkQAAABXRUJQVlA4IDgAAAAwAwCdASogACAAPpFCnEolo6KhqAgAsBIJZQC9/oAAQFBQAP7wOEPblaEln83KrNiqXdml4AAAAA==', 'base64')
const transparent = Buffer.from('UklGRmgAAABXRUJQVlA4WAoAAAAQAAAAHwAAHwAAQUxQSAoAAAABB1DAiAhERP8DVlA4IDgAAAAwAwCdASogACAAPpFCnEolo6KhqAgAsBIJZQC9/oAAQFBQAP7wOEPblaEln83KrNiqXdml4AAAAA==', 'base64')
const lossless = Buffer.from('UklGRh4AAABXRUJQVlA4TBEAAAAvH8AHEAdQpXa0rYCBiOh/AAA=', 'base64')

const script = '<script>alert(document.domain)</script>'
const ofRiff = (...chunks: [string, Buffer][]) => {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks.map(([type, data]) => {
    const head = Buffer.alloc(8, type, 'latin1')
    head.writeUInt32LE(data.length, 4)
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
  })])
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body])
}
const withSegment = (marker: number, data: Buffer) => {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)])
}
const bytesOf = (file: Buffer) => {
  const outcome = readPicture(file)
  return outcome.ok ? Buffer.from(outcome.picture.bytes) : outcome.reason
}
const reasonOf = (file: Buffer) => { const outcome = readPicture(file); return outcome.ok ? 'taken' : outcome.reason }

describe('pictures are taken as they are', () => {
  test.each([
    ['image/png', png()], ['image/jpeg', jpeg], ['image/webp', lossy], ['image/webp', transparent], ['image/webp', lossless],
  ])('%s', (type, file) => {
    expect(readPicture(file)).toEqual({ ok: true, picture: { type, width: 32, height: 32, bytes: file } })
  })

  test('an interlaced PNG, one with few colours, and one in several pieces', () => {
    const seven = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]]
      .map(([left = 0, top = 0, right = 1, down = 1]) => rows(Math.ceil((20 - left) / right), Math.ceil((20 - top) / down)))
    const interlaced = Buffer.concat([signature, header(20, 20, [8, 6, 0, 0, 1]), chunk('IDAT', deflateSync(Buffer.concat(seven))), chunk('IEND', Buffer.alloc(0))])
    expect(bytesOf(interlaced)).toEqual(interlaced)
    const data = deflateSync(Buffer.concat(Array.from({ length: 20 }, () => Buffer.alloc(4))))
    const few = Buffer.concat([signature, header(20, 20, [1, 3, 0, 0, 0]), chunk('PLTE', Buffer.alloc(6)), chunk('IDAT', data.subarray(0, 5)), chunk('IDAT', data.subarray(5)), chunk('IEND', Buffer.alloc(0))])
    expect(bytesOf(few)).toEqual(few)
  })
})

describe('what is not a picture is refused, whatever it is called', () => {
  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)], ['a text', Buffer.from('logo')], ['an SVG with a script', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`)],
    ['an SVG', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')], ['a page', Buffer.from(`<!doctype html>${script}`)], ['a GIF that is a script', Buffer.from('GIF89a=1;alert(1)')],
    ['a PDF', Buffer.from('%PDF-1.7\n')], ['an icon', Buffer.from('0000010001001010', 'hex')], ['only the beginning of a PNG', signature], ['a page behind the beginning of a PNG', Buffer.concat([signature, Buffer.from(script)])],
    ['a PNG without its end', png().subarray(0, -12)], ['a PNG without data', Buffer.concat([signature, header(32, 32), chunk('IEND', Buffer.alloc(0))])],
    ['a PNG with a wrong checksum', Buffer.from(png()).fill(0, 29, 33)], ['a PNG that is shorter than it says', png(32, 32, { data: deflateSync(rows(32, 31)) })],
    ['a PNG whose data is none', png(32, 32, { data: Buffer.from(script) })], ['a PNG with a part that changes what it means', png(32, 32, { before: [chunk('AAAA', Buffer.from('x'))] })],
    ['a PNG of an unknown kind', Buffer.concat([signature, header(32, 32, [3, 6, 0, 0, 0]), chunk('IDAT', deflateSync(rows(32, 32))), chunk('IEND', Buffer.alloc(0))])],
    ['a PNG with two headers', png(32, 32, { before: [header(4000, 4000)] })],
    ['a PNG with something between its data', Buffer.concat([signature, header(32, 32), chunk('IDAT', deflateSync(rows(32, 32))), chunk('tEXt', Buffer.from('x')), chunk('IDAT', Buffer.alloc(0)), chunk('IEND', Buffer.alloc(0))])],
    ['a JPEG without its end', jpeg.subarray(0, -2)], ['only the beginning of a JPEG', jpeg.subarray(0, 3)], ['a page behind the beginning of a JPEG', Buffer.concat([jpeg.subarray(0, 2), Buffer.from(script)])],
    ['a JPEG without a picture', Buffer.from('ffd8ffd9', 'hex')], ['a lossless JPEG, which browsers do not show', withSegment(0xc3, Buffer.from('0800200020', 'hex'))],
    ['a JPEG with a part longer than itself', Buffer.from('ffd8ffe0ffff00', 'hex')],
    ['a WebP that is longer than it says', Buffer.concat([lossy.subarray(0, 4), Buffer.from([0xff, 0xff, 0, 0]), lossy.subarray(8)])], ['a sound', Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\0\0\0\0', 'latin1')],
    ['a moving WebP', ofRiff(['VP8X', Buffer.from('020000001f00001f0000', 'hex')], ['ANIM', Buffer.alloc(6)], ['ANMF', Buffer.alloc(40)])],
    ['a WebP with two pictures', ofRiff(['VP8L', lossless.subarray(20)], ['VP8L', lossless.subarray(20)])], ['a WebP without any', ofRiff(['EXIF', Buffer.from(script)])],
    ['a WebP whose canvas is another', ofRiff(['VP8X', Buffer.from('10000000ffffff1f0000', 'hex')], ['ALPH', Buffer.alloc(3)], ['VP8 ', lossy.subarray(20, 76)])],
  ])('%s', (_, file) => { expect(reasonOf(file)).toBe('not-a-picture') })
})

describe('a picture that is too much is refused before it is unpacked', () => {
  test('too many bytes', () => { expect(reasonOf(Buffer.concat([png(), Buffer.alloc(150_000)]))).toBe('too-large') })
  test.each([[15, 32], [32, 15], [1025, 32], [32, 1025], [60_000, 60_000]])('a PNG of %i × %i pixels', (width, height) => {
    expect(reasonOf(png(width, height, { data: deflateSync(Buffer.alloc(9)) }))).toBe('wrong-size')
  })
  test('a bomb: a few bytes that unpack to a hundred million', () => {
    const before = process.memoryUsage().rss
    expect(reasonOf(png(1024, 1024, { data: deflateSync(Buffer.alloc(100_000_000)) }))).toBe('not-a-picture')
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
  })
  test('a JPEG and a WebP that say they are huge', () => {
    const huge = Buffer.from(jpeg)
    huge.writeUInt32BE(0xffff_ffff, huge.indexOf(Buffer.from('ffc0', 'hex')) + 5)
    expect(reasonOf(huge)).toBe('wrong-size')
    const wide = Buffer.from(lossless)
    wide.writeUInt32LE(0x0fff_ffff, 21)
    expect(reasonOf(wide)).toBe('wrong-size')
  })
  test('a JPEG of thousands of scans: each is a pass over the whole picture for everybody who signs in', () => {
    const scan = jpeg.subarray(jpeg.indexOf(Buffer.from('ffda', 'hex')), -2)
    const scans = (count: number) => Buffer.concat([jpeg.subarray(0, -2), ...Array.from({ length: count - 1 }, () => scan), jpeg.subarray(-2)])
    expect(reasonOf(scans(3_000))).toBe('not-a-picture')
    expect(reasonOf(scans(101))).toBe('not-a-picture')
    expect(readPicture(scans(12))).toMatchObject({ ok: true })
  })
})

describe('nothing rides along with a picture', () => {
  const clean = (file: Buffer) => {
    const kept = bytesOf(file)
    expect(kept).toBeInstanceOf(Buffer)
    expect(kept.includes('script')).toBe(false)
    return kept
  }
  test('a PNG that is a page as well: in its text, its profile, and behind its end', () => {
    const before = ['tEXt', 'iCCP', 'eXIf', 'acTL', 'iTXt'].map((type) => chunk(type, Buffer.from(`${type}\0${script}`)))
    expect(clean(png(32, 32, { before, after: Buffer.from(`<html>${script}`) }))).toEqual(png())
  })
  test('a JPEG with a script in its comment, its Exif, and behind its end', () => {
    for (const marker of [0xfe, 0xe1, 0xe2, 0xed, 0xe0, 0xee]) expect(clean(withSegment(marker, Buffer.from(`Exif\0\0${script}`)))).toEqual(jpeg)
    expect(clean(Buffer.concat([jpeg, Buffer.from(`*/=1;${script}`)]))).toEqual(jpeg)
  })
  test('a WebP with a script in its XMP, its Exif, its profile, and behind its end', () => {
    const riders: [string, Buffer][] = ['XMP ', 'EXIF', 'ICCP', 'junk'].map((type) => [type, Buffer.from(script)])
    expect(clean(ofRiff(['VP8X', Buffer.from('2c0000001f00001f0000', 'hex')], ...riders, ['VP8L', lossless.subarray(20, 37)]))).toEqual(lossless)
    const alpha: [string, Buffer] = ['ALPH', transparent.subarray(38, 48)]
    expect(clean(Buffer.concat([ofRiff(['VP8X', Buffer.from('3e0000001f00001f0000', 'hex')], ...riders, alpha, ['VP8 ', transparent.subarray(56)]), Buffer.from(script)]))).toEqual(transparent)
  })
})
