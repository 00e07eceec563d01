/** Of PostgreSQL and the network: refused, cut, shutting down, too many connections, no space left. */
const codes = /^(?:ECONN\w*|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|ENOSPC|57P0[123]|53[123]00|08\w{3})$/
/** Of SQLite, by primary result code: busy, locked, read-only medium, i/o error, full, cannot open. */
const sqlite = new Set([5, 6, 8, 10, 13, 14])

/** The database cannot answer now: 503, try again. Anything else is a mistake of ours. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('errcode' in error && typeof error.errcode === 'number') return sqlite.has(error.errcode & 0xff)
  if ('code' in error && typeof error.code === 'string' && codes.test(error.code)) return true
  // pg reports a pool that could not connect in time, and a connection that broke, by message alone.
  return /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout)/i.test(error.message)
    || (error.cause !== undefined && isUnavailable(error.cause))
}
