import type { Tegata } from './tegata.ts'

export type Answer = { status: number; etag: string | null; body: Record<string, unknown> & { items?: Record<string, unknown>[] } }

/** The REST API of a realm as its operator calls it, each token for the few minutes that it lives. */
export function operatorOf(tegata: Tegata, realm: string) {
  let token: { value: string; at: number } | undefined
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    if (token === undefined || Date.now() - token.at > 120_000) token = { value: await tegata.adminToken(realm), at: Date.now() }
    const answer = await fetch(`${tegata.url}/api/realms/${realm}${path}`, {
      method, headers: { authorization: `Bearer ${token.value}`, 'content-type': 'application/json', ...headers }, ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, etag: answer.headers.get('etag'), body: text === '' ? {} : JSON.parse(text) }
  }
}

export type Operator = ReturnType<typeof operatorOf>

/** The id of somebody by user name. */
export async function idOf(operator: Operator, username: string): Promise<string> {
  const { body } = await operator('GET', `/users?search=${encodeURIComponent(username)}`)
  const found = body.items?.find((user) => user.username === username)
  if (found === undefined) throw new Error(`nobody is called ${username}`)
  return String(found.id)
}

/** Changes an identity provider as it stands now. */
export async function changeUpstream(operator: Operator, alias: string, changes: Record<string, unknown>): Promise<void> {
  const { etag } = await operator('GET', `/upstreams/${alias}`)
  const { status, body } = await operator('PATCH', `/upstreams/${alias}`, changes, etag === null ? {} : { 'if-match': etag })
  if (status !== 200) throw new Error(`${alias} could not be changed: ${status} ${JSON.stringify(body)}`)
}
