import { longestFile, readPeople, type Reading, type Source } from '@tegata/contract'

const newLine = 10

/**
 * Throws `FileTooLong` before anybody was asked about the first line. Lines are read one by one only where there are more
 * line breaks than a file may have lines: cells hold some, too.
 */
export async function refuseTooLong(source: Source, reading: Reading): Promise<void> {
  let breaks = 0
  for await (const bytes of source()) for (const byte of bytes) if (byte === newLine) breaks += 1
  // The first line names the columns.
  if (breaks <= longestFile + 1) return
  for await (const { bytes } of readPeople(source, reading)) void bytes
}
