import { encode, type Encoding, FileTooLong, longestFile, type Source } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { refuseTooLong } from './refuse-too-long.ts'

const utf8 = (text: string) => encode('utf-8', text)
const utf16 = (text: string) => Uint8Array.from([...text].flatMap((letter) => [letter.charCodeAt(0) & 0xff, letter.charCodeAt(0) >> 8]))

/** A file that says the same so many times, in slices of ten thousand. */
const file = (line: Uint8Array, times: number, onSlice: (slice: number) => void = () => undefined): Source => async function* () {
  const slice = new Uint8Array(line.length * 10_000)
  for (let at = 0; at < 10_000; at += 1) slice.set(line, at * line.length)
  for (let at = 0; at < times / 10_000; at += 1) {
    onSlice(at)
    yield slice
  }
}
const look = (source: Source, encoding: Encoding = 'utf-8', signal = new AbortController().signal) => refuseTooLong(source, encoding, signal)

describe('a file is refused by its line breaks', () => {
  test.each(['utf-8', 'cp932', 'cp949'] as const)('where there are too many of them, in %s', async (encoding) => {
    await expect(look(file(encode(encoding, 'u1,F\r\n'), longestFile + 10_000), encoding)).rejects.toThrow(FileTooLong)
  })

  test('not where it has as many as may be', async () => {
    await expect(look(file(utf8('u1,F\n'), longestFile))).resolves.toBeUndefined()
  })

  test('not in UTF-16, where half of 上 and of 村 is no line break: half a million people are no million', async () => {
    await expect(look(file(utf16('u1,井上,上田\r\n'), longestFile / 2), 'utf-16le')).resolves.toBeUndefined()
  })

  test.each([
    ['nothing', 'utf-8', '\n'], ['separators', 'utf-8', ',,,\n'], ['other separators', 'utf-8', ';\t|\r\n'], ['blanks', 'utf-8', ' , \t\n'],
    ['wide blanks', 'utf-8', '\u3000,\u3000\n'], ['wide blanks in CP932', 'cp932', '\u3000,\u3000\n'], ['wide blanks in CP949', 'cp949', '\u3000,\u3000\n'],
  ] as const)('not for lines of %s, which the reader passes over', async (_name, encoding, line) => {
    await expect(look(file(encode(encoding, line), longestFile + 10_000), encoding)).resolves.toBeUndefined()
  })
})

test('whoever stops waits for no more than the slice that is under way', async () => {
  const control = new AbortController()
  let slices = 0
  await look(file(utf8('u1,F\n'), longestFile, (slice) => {
    slices = slice + 1
    if (slice === 2) control.abort()
  }), 'utf-8', control.signal)
  expect(slices).toBe(3)
})
