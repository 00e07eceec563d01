import type { Asked, Reply, Route } from '../route.ts'
import { createKeyFile, type PhoneKey } from './key-file.ts'
import { phonePage } from './phone-page.ts'
import { readKey } from './read-key.ts'
import { showCode } from './totp.ts'

type Needs = { phoneFile: string; now: () => number }

/** One line of the phone: what an app shows, and never the secret. */
export type ShownCode = {
  id: string
  user: string
  name: string
  label: string
  code: string
  next: string
  secondsLeft: number
  period: number
}

export function phoneRoutes({ phoneFile, now }: Needs): readonly Route[] {
  const keys = createKeyFile(phoneFile)

  const shown = ({ id, user, name, label, ...key }: PhoneKey): ShownCode =>
    ({ id, user, name, label, ...showCode(key, now()), period: key.periodSeconds })

  async function show({ t, url }: Asked): Promise<Reply> {
    const list = await keys.list()
    const said = url.searchParams.get('said')
    const notice = said === 'added' ? t.keys.added : said === 'removed' ? t.keys.removed : undefined
    const isStill = url.searchParams.has('still')
    return { kind: 'page', body: phonePage({ t, codes: list?.map(shown) ?? null, notice, isStill, pasted: '', problem: undefined }) }
  }

  async function showJson({ url }: Asked): Promise<Reply> {
    const list = await keys.list()
    if (list === null) return { kind: 'json', status: 503, body: { error: 'the key file cannot be read' } }
    const user = url.searchParams.get('user')
    return { kind: 'json', body: list.filter((key) => user === null || key.user === user).map(shown) }
  }

  async function add({ t, form }: Asked): Promise<Reply> {
    const pasted = form.get('key') ?? ''
    const read = readKey(pasted)
    if (!read.ok) {
      const list = await keys.list()
      const problem = t.keys.wrongKey[read.reason]
      return { kind: 'page', status: 400, body: phonePage({ t, codes: list?.map(shown) ?? null, notice: undefined, isStill: true, pasted, problem }) }
    }
    const name = (form.get('name') ?? '').trim().slice(0, 100)
    await keys.add({ ...read.key, user: read.key.user || name, name: read.key.user ? name : '' })
    return { kind: 'go', to: '/phone?said=added' }
  }

  async function remove({ form }: Asked): Promise<Reply> {
    await keys.remove(form.get('id') ?? '')
    return { kind: 'go', to: '/phone?said=removed' }
  }

  return [
    ['GET',  '/phone',        'here', show],
    ['GET',  '/phone.json',   'here', showJson],
    ['POST', '/phone/add',    'here', add],
    ['POST', '/phone/remove', 'here', remove],
  ]
}
