import { type Encoding, FileTooLong, longestFile, type Source } from '@tegata/contract'

const [newLine, quotationMark] = [10, 34]

/** A letter or digit of ASCII: no blank in any of our encodings has one among its bytes, so the line is surely no empty one. */
const isLetter = (byte: number): boolean => (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90)

/**
 * Throws `FileTooLong` before anybody was asked about the first line, where the line breaks alone say so. Where a quotation
 * mark stands somewhere they do not, since cells may hold some, and in UTF-16 half a letter looks like one: then it is found
 * out line by line. Never refuses what would be read; ends early where it is stopped.
 */
export async function refuseTooLong(source: Source, encoding: Encoding, signal: AbortSignal): Promise<void> {
  if (encoding === 'utf-16le') return
  let lines = 0
  let isEmpty = true
  for await (const bytes of source()) {
    if (signal.aborted) return
    for (const byte of bytes) {
      if (byte === quotationMark) return
      if (byte === newLine) {
        if (!isEmpty) lines += 1
        isEmpty = true
      } else if (isEmpty && isLetter(byte)) isEmpty = false
    }
    // The first line names the columns.
    if (lines > longestFile + 1) throw new FileTooLong()
  }
}
