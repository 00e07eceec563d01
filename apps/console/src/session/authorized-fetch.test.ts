import { describe, expect, test } from 'vitest'
import { createAuthorizedFetch } from './authorized-fetch.ts'
import type { Question, TokenAnswer } from './session-store.ts'

const challenge = { 'www-authenticate': 'Bearer error="insufficient_user_authentication", acr_values="urn:tegata:acr:fresh"' }
const tooOld = () => new Response('{}', { status: 401, headers: challenge })
const expired = () => new Response('{}', { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })
const fine = () => new Response('fine')

function setUp(answers: (() => Response)[], part: Partial<{ tokens: TokenAnswer[], renewed: TokenAnswer, confirms: boolean, acts: boolean[] }> = {}) {
  const sent: { token: string | null, body: string }[] = []
  const acting: (string | null)[] = []
  const rights: string[] = []
  const questions: Question[] = []
  const tokens = part.tokens ?? []
  let issued = 0
  const authorized = createAuthorizedFetch({
    fetch: async (input, init) => {
      const request = new Request(input, init)
      acting.push(request.headers.get('tegata-acting'))
      sent.push({ token: request.headers.get('authorization'), body: await request.text() })
      return (answers.shift() ?? fine)()
    },
    hasActed: () => part.acts?.shift() ?? false,
    hearRights: (mark) => rights.push(mark),
    session: {
      token: async () => tokens.shift() ?? { ok: true, accessToken: `t${++issued}` },
      renew: async () => part.renewed ?? { ok: true, accessToken: `t${++issued}` },
      ask: async (question) => {
        questions.push(question)
        return part.confirms ?? true
      },
    },
  })
  const post = () => authorized('https://id.example/api', { method: 'POST', body: '{"typed":"text"}' })
  return { post, sent, questions, acting, rights }
}

describe('a signed request', () => {
  test('carries the token and is sent once when it is answered', async () => {
    const { post, sent, questions } = setUp([fine])
    expect(await (await post()).text()).toBe('fine')
    expect(sent).toEqual([{ token: 'Bearer t1', body: '{"typed":"text"}' }])
    expect(questions).toEqual([])
  })

  test('too old a proof: asks for a fresh one and sends the same again (RFC 9470)', async () => {
    const { post, sent, questions } = setUp([tooOld, fine])
    expect((await post()).status).toBe(200)
    expect(questions).toEqual(['fresh'])
    expect(sent.map(({ body }) => body)).toEqual(['{"typed":"text"}', '{"typed":"text"}'])
    expect(sent[1]?.token).toBe('Bearer t2')
  })

  test('the person would rather not: the refusal comes back as it was, and nothing is sent again', async () => {
    const { post, sent } = setUp([tooOld], { confirms: false })
    expect((await post()).status).toBe(401)
    expect(sent).toHaveLength(1)
  })

  test('a proof that is still too old afterwards does not turn in circles', async () => {
    const { post, sent, questions } = setUp([tooOld, tooOld, tooOld])
    expect((await post()).status).toBe(401)
    expect(questions).toHaveLength(1)
    expect(sent).toHaveLength(2)
  })

  test('a token that died is renewed without a question', async () => {
    const { post, sent, questions } = setUp([expired, fine])
    expect((await post()).status).toBe(200)
    expect(questions).toEqual([])
    expect(sent).toHaveLength(2)
  })

  test('a session that ended is asked back, then the same is sent again', async () => {
    const { post, questions } = setUp([expired, fine], { renewed: { ok: false, reason: 'ended' } })
    expect((await post()).status).toBe(200)
    expect(questions).toEqual(['ended'])
  })

  test('renewed, and now the proof is too old: one more question', async () => {
    const { post, questions } = setUp([expired, tooOld, fine])
    expect((await post()).status).toBe(200)
    expect(questions).toEqual(['fresh'])
  })

  test('no session to begin with: asks before anything is sent', async () => {
    const { post, sent, questions } = setUp([fine], { tokens: [{ ok: false, reason: 'ended' }] })
    expect((await post()).status).toBe(200)
    expect(questions).toEqual(['ended'])
    expect(sent).toHaveLength(1)
  })

  test('the sign-in server away is the network’s failure, not the end of the session', async () => {
    const { post, questions } = setUp([], { tokens: [{ ok: false, reason: 'unreachable' }] })
    await expect(post()).rejects.toThrow(TypeError)
    expect(questions).toEqual([])
  })

  test('says that somebody acted, also when it is sent again; what the page asks by itself does not', async () => {
    const { post, acting } = setUp([tooOld, fine, fine], { acts: [true, false] })
    await post()
    await post()
    expect(acting).toEqual(['1', '1', null])
  })

  test('tells of every answer what it says about rights, refusals too', async () => {
    const { post, rights } = setUp([() => new Response('{}', { headers: { 'tegata-rights': 'a' } }), () => new Response('{}', { status: 403, headers: { 'tegata-rights': 'b' } }), fine])
    for (let n = 0; n < 3; n += 1) await post()
    expect(rights).toEqual(['a', 'b'])
  })

  test('other refusals are not its business', async () => {
    const { post, questions } = setUp([() => new Response('{}', { status: 403 })])
    expect((await post()).status).toBe(403)
    expect(questions).toEqual([])
  })
})
