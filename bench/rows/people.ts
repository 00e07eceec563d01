import { Connection } from '../load/connection.ts'
import { SignIn } from '../load/sign-in.ts'
import { type Administered, type Crowd, openCrowd } from '../people/crowd.ts'
import { firstNumber } from '../people/make-people.ts'
import { type Line, number, type Row } from './row.ts'

/** Requests of one kind, and what is said of them. */
type Looks = { label: string; paths: readonly string[]; target: string }
type Took = { medianMs: number; p99Ms: number; slowest: string }

const day = 86_400_000
const targets = 'p99 ≤ 10 ms SQLite, ≤ 20 ms PostgreSQL'

/** What an administrator's console asks while people are looked for; each path several times. */
function looksOf({ administered: { furniture: { now, policyGroups: [always, exempt, never] } }, people }: Crowd): readonly Looks[] {
  const at = (days: number) => encodeURIComponent(new Date(now - days * day).toISOString())
  const users = (...queries: readonly string[]) => queries.map((query) => `/users?${query}`)
  const typed = ['s', 'sa', 'sat', 'sato', 'sato t', '佐', '佐藤', '佐藤太', '佐藤太郎', 'さ', 'さと', 'さとう', '김', '김철', '김철수', 'Müller', 'garcía', '勅使河原', '鬼頭院', 'kitouin', 'example', '@example.co', 'taro.sato1', '999999', 'qq', 'qqq', 'qqqzzz', 'sato tanaka', 's k t']
  const deep = [0.9, 0.5, 0.1, 0.01].map((share) => Buffer.from(`users:${firstNumber + Math.floor(people * share)}`).toString('base64url'))
  const single = [
    'role=employee', 'role=manager', 'role=auditor', 'role=manager&role=contractor&role=office', 'administrators=true', 'otp=required', 'otp=set-up', 'otp=not-set-up', 'otp=waiting', 'otp=not-required',
    'otpKind=app', 'otpKind=suspended', 'otpKind=email&otpKind=several', `policyGroup=${always}`, `policyGroup=${never}`, 'policyGroup=none', `policyGroup=${exempt}&policyGroup=${never}&policyGroup=none`, 'department=Sales', 'department=Audit&department=%EC%9D%B8%EC%82%AC%ED%8C%80',
    'enabled=true', 'enabled=false', 'neverSignedIn=true', 'neverSignedIn=false', `signedInBefore=${at(400)}`, `signedInBefore=${at(980)}`, `signedInSince=${at(1)}`, `signedInSince=${at(90)}`, 'waits=true', 'emergencyLeft=none',
    'emergencyLeft=last', 'emergencyLeft=some', 'emergencyLeft=none&emergencyLeft=last', 'emergencyLeft=last&emergencyLeft=some', 'lockedOut=true', 'upstream=corp', 'upstream=other', 'upstream=trusted', 'upstream=none', 'emailProved=true', 'emailProved=false', 'unusedDays=90', 'unusedDays=390', 'shared=true', 'shared=false',
  ]
  const together = [
    'role=manager&otp=not-set-up', 'otp=waiting&enabled=true&department=Sales', 'neverSignedIn=true&upstream=corp', `signedInBefore=${at(300)}&otpKind=app&emergencyLeft=none`, 'search=sato&role=manager', 'search=qqqzzz&otp=waiting',
    'search=%E4%BD%90&department=Legal', 'waits=true&enabled=true', 'role=employee&department=Finance&emailProved=true&enabled=true&emergencyLeft=none', 'shared=true&emailProved=false&upstream=none',
    // Half of the realm is the one, a fifth the other, and nobody both.
    `policyGroup=${always}&department=${encodeURIComponent('営業部')}`, `policyGroup=${exempt}&department=Sales`, `policyGroup=${always}&department=${encodeURIComponent('情報システム部')}&emailProved=true`,
  ]
  return [
    { label: 'first page, and pages at any depth', paths: users('', ...deep.map((cursor) => `cursor=${cursor}`), 'limit=200'), target: targets },
    { label: 'typing a search: 1, 2, 3 characters and more; Japanese, Korean; rare, frequent, nothing found', paths: users(...typed.map((text) => `search=${encodeURIComponent(text)}`)), target: targets },
    { label: 'each filter by itself', paths: users(...single), target: targets },
    { label: 'each filter by itself, deep in the list', paths: users(...single.flatMap((query) => deep.slice(1, 3).map((cursor) => `${query}&cursor=${cursor}`))), target: targets },
    { label: 'filters together, also such as exclude each other', paths: users(...together, ...together.map((query) => `${query}&cursor=${deep[1]}`)), target: targets },
    { label: 'counts up to 1,000', paths: [...single, ...together, 'search=sato', 'search=qqqzzz'].map((query) => `/user-count?${query}`), target: targets },
    { label: 'dashboard', paths: ['/dashboard'], target: targets },
    { label: 'departments, policy groups with their numbers', paths: ['/departments', '/policy-groups'], target: targets },
    {
      label: 'audit log: newest, a kind, a rare kind, failures, a kind in an old week', target: targets,
      paths: ['', 'type=code.refused', 'type=key.rotated', 'outcome=error', 'outcome=refused', `type=sign-in.succeeded&from=${at(600)}&until=${at(593)}`, `type=key.rotated&from=${at(600)}&until=${at(593)}`, `outcome=error&from=${at(500)}&until=${at(400)}`]
        .map((query) => `/events?${query}`),
    },
  ]
}

/** Lists, filters, searches and numbers of a realm of a million people, as an administrator's requests over HTTP. */
export const peopleRow: Row = {
  name: 'people',
  async run({ houses, cluster, quick, say }) {
    const count = quick ? 20_000 : 1_000_000
    const [turns, requests] = quick ? [3, 30] : [12, 400]
    const columns: Took[][] = []
    let labels: readonly Looks[] = []
    for (const [index, { tree, database }] of houses.entries()) {
      say(`${database}: ${count.toLocaleString('en')} people`)
      const databaseUrl = database === 'PostgreSQL' ? await cluster?.create(`people_${index}`) : undefined
      const crowd = await openCrowd({ tree, database, databaseUrl }, cluster, count, [])
      try {
        const administrator = await signedIn(crowd)
        labels = looksOf(crowd)
        const column: Took[] = []
        for (const { paths } of labels) column.push(await look(administrator, paths, Math.max(turns, Math.ceil(requests / paths.length))))
        columns.push([...column, await preview(administrator)])
      } finally {
        await crowd.running.stop()
      }
    }
    const lines = [...labels, { label: 'preview of a policy group for everybody', target: '≤ 1 s SQLite, ≤ 2 s PostgreSQL' }]
    return lines.map(({ label, target }, at): Line => ({
      label: `${count.toLocaleString('en')} people: ${label}`, target,
      cells: columns.map((column) => spelled(column[at])),
      costs: columns.map((column) => column[at]?.p99Ms ?? NaN),
    }))
  },
}

const spelled = (took: Took | undefined): string =>
  took === undefined ? '' : `p50 ${number(took.medianMs)} ms, p99 ${number(took.p99Ms)} ms${took.slowest === '' ? '' : ` (${took.slowest})`}`

type Administrator = { get(path: string): Promise<number>; post(path: string, body: object): Promise<number>; furniture: Administered['furniture'] }

/** With a token of their own, which is fetched anew before it ends. */
export async function signedIn({ running: { house }, administered: { application, username, furniture } }: Crowd): Promise<Administrator> {
  const connection = new Connection(house.port)
  const fetchToken = async () => ({ token: (await new SignIn(house, connection, application).walk(username)).access, at: performance.now() })
  let held = await fetchToken()
  const ask = async (method: 'GET' | 'POST', path: string, body?: object): Promise<number> => {
    const minute = 60_000
    if (performance.now() - held.at > 2 * minute) held = await fetchToken()
    const started = performance.now()
    const response = await connection.request({ method, path: `/api/realms/${house.realm}${path}`, headers: { Authorization: `Bearer ${held.token}` }, ...(body === undefined ? {} : { json: body }) })
    const took = performance.now() - started
    if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}: ${response.body.slice(0, 300)}`)
    return took
  }
  return { get: (path) => ask('GET', path), post: (path, body) => ask('POST', path, body), furniture }
}

/** One request after the other: how long each takes by itself. The first turn warms up. */
async function look({ get }: Administrator, paths: readonly string[], turns: number): Promise<Took> {
  const took: { path: string; ms: number }[] = []
  for (let turn = -1; turn < turns; turn += 1) {
    for (const path of paths) {
      const ms = await get(path)
      if (turn >= 0) took.push({ path, ms })
    }
  }
  const sorted = took.toSorted((one, other) => one.ms - other.ms)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.ms ?? NaN
  const medianOf = (path: string) => sorted.filter((one) => one.path === path).map(({ ms }) => ms)
  const slowest = paths.toSorted((one, other) => (medianOf(other)[Math.floor(turns / 2)] ?? 0) - (medianOf(one)[Math.floor(turns / 2)] ?? 0))[0] ?? ''
  return { medianMs: at(0.5), p99Ms: at(0.99), slowest: paths.length === 1 ? '' : `slowest: ${decodeURIComponent(slowest)}` }
}

async function preview({ post, furniture: { policyGroups: [, exempt] } }: Administrator): Promise<Took> {
  const ms = await post('/policy-group-assignments/preview', { policyGroup: exempt, filter: {} })
  return { medianMs: ms, p99Ms: ms, slowest: '' }
}

