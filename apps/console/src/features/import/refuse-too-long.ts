import { FileTooLong, longestFile, type Source } from '@tegata/contract'

const [newLine, carriageReturn, quotationMark] = [10, 13, 34]

/**
 * Throws `FileTooLong` before anybody was asked about the first line, where the line breaks alone say so. Where a quotation
 * mark stands somewhere they do not, since cells may hold some: then it is found out line by line.
 */
export async function refuseTooLong(source: Source): Promise<void> {
  let lines = 0
  let isEmpty = true
  for await (const bytes of source()) {
    for (const byte of bytes) {
      if (byte === quotationMark) return
      if (byte === newLine) {
        if (!isEmpty) lines += 1
        isEmpty = true
      } else if (byte !== carriageReturn) isEmpty = false
    }
    // The first line names the columns.
    if (lines > longestFile + 1) throw new FileTooLong()
  }
}
