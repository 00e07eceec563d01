/** The realm this console is for: the first path segment after /console/. Null when the address names none. */
export function realmOf(path: string): string | null {
  const found = /^\/console\/([^/]+)/.exec(path)?.[1]
  return found && /^[a-z0-9][a-z0-9-]*$/i.test(found) ? found : null
}
