import { timeHeader } from './server-clock.ts'
import type { Question, TokenAnswer } from './session-store.ts'

type Needs = {
  fetch: typeof fetch
  session: {
    token: () => Promise<TokenAnswer>
    renew: () => Promise<TokenAnswer>
    ask: (question: Question) => Promise<boolean>
  }
  /** Whether somebody has touched the console since the last request. */
  hasActed?: () => boolean
  /** Told the word for the caller's rights of every answer: it changes when they do. */
  hearRights?: (mark: string) => void
  /** Told what time it is at the server, of every answer that says so. */
  hearTime?: (time: string | null) => void
}

/** RFC 9470 §3: the token is good, what was proved is too weak or too old. */
const wantsFreshProof = (response: Response) =>
  response.status === 401
  && (response.headers.get('www-authenticate') ?? '').includes('insufficient_user_authentication')

/**
 * A `fetch` that signs its requests, and brings a request that was refused for want of a proof to its end after the
 * person has given that proof. The request is sent again unchanged, so nothing that was typed is lost. When the
 * person would rather not, the refusal is returned as it came.
 */
export function createAuthorizedFetch({ fetch, session, hasActed = () => false, hearRights = () => undefined, hearTime = () => undefined }: Needs): typeof globalThis.fetch {
  async function accessToken(): Promise<string | null> {
    const answer = await session.token()
    if (answer.ok) return answer.accessToken
    if (answer.reason === 'unreachable') throw new TypeError('the sign-in server cannot be reached')
    if (!(await session.ask('ended'))) return null
    const again = await session.token()
    return again.ok ? again.accessToken : null
  }

  const sendAs = async (input: RequestInfo | URL, init: RequestInit | undefined, { acted, token }: { acted: boolean, token: string | null }) => {
    const request = new Request(input, init)
    if (token) request.headers.set('authorization', `Bearer ${token}`)
    // What a person does keeps their second factor fresh for a while, and what the page asks by itself does not.
    if (acted) request.headers.set('tegata-acting', '1')
    const response = await fetch(request)
    const mark = response.headers.get('tegata-rights')
    if (mark) hearRights(mark)
    hearTime(response.headers.get(timeHeader))
    return response
  }

  return async (input, init) => {
    const acted = hasActed()
    const send = (what: RequestInfo | URL, how: RequestInit | undefined, token: string | null) => sendAs(what, how, { acted, token })
    const first = await send(input, init, await accessToken())
    if (first.status !== 401) return first

    if (wantsFreshProof(first)) {
      return (await session.ask('fresh')) ? send(input, init, await accessToken()) : first
    }
    const renewed = await session.renew()
    if (!renewed.ok && renewed.reason === 'unreachable') return first
    if (!renewed.ok && !(await session.ask('ended'))) return first
    const second = await send(input, init, await accessToken())
    // The role was fine and the token new: what is missing now can only be the proof.
    return wantsFreshProof(second) && (await session.ask('fresh')) ? send(input, init, await accessToken()) : second
  }
}
