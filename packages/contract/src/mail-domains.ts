/** A domain as a setting holds it: lower case, without the dot at its end. */
export const domainPattern = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

/**
 * Whether an address lies in one of the domains, or below one: its mailbox is opened by signing in here, so that a mail
 * to it helps nobody who cannot sign in (S1-22).
 */
export function isReadThroughSignIn(address: string | null, domains: readonly string[]): boolean {
  if (address === null) return false
  const domain = address.slice(address.lastIndexOf('@') + 1).trim().toLowerCase().replace(/\.$/, '')
  return domains.some((each) => domain === each || domain.endsWith(`.${each}`))
}
