import { setTimeout as pause } from 'node:timers/promises'
import type { Running } from '../house/house.ts'
import { runNode } from '../house/server.ts'
import { startMailSink } from '../load/mail-sink.ts'
import type { Bench } from './measure.ts'
import { type Line, number, type Row } from './row.ts'

type Took = { perSecond: number; cpuMs: number; databaseCpuMs: number }

const day = 86_400_000
/** What came late because it was tried while nobody answered is not waited for. */
const share = 0.95

/**
 * A wave of reminders over HTTP: first the decision for each person and their mail in the outbox, while the mail server keeps
 * silent; then the mails handed to it. People are added to the house: it stands behind every row that measures them.
 */
export const wavesRow: Row = {
  name: 'waves',
  async run({ houses, cluster, quick, say }: Bench) {
    const people = quick ? 1_000 : 5_000
    const [written, handed]: [Took[], Took[]] = [[], []]
    for (const house of houses) {
      say(`a wave to ${people.toLocaleString('en')} people, ${house.database}`)
      const department = `wave-${houses.indexOf(house)}`
      await house.inTree('many.ts', department, String(people))
      const sink = await startMailSink()
      try {
        await house.inTree('mail-to.ts', String(sink.port))
        const mails = await announce(house, department)
        written.push(await timed({ house, cluster }, people, mails))
        sink.open()
        handed.push(await timed({ house, cluster }, people, async () => sink.taken()))
      } finally {
        await sink.close()
      }
    }
    const line = (label: string, all: readonly Took[]): Line => ({
      label: `wave to ${people.toLocaleString('en')} people: ${label}`, target: '', costs: all.map(({ cpuMs }) => cpuMs),
      cells: all.map(({ perSecond, cpuMs, databaseCpuMs }) => `${number(perSecond)}/s, ${number(cpuMs)} ms CPU${databaseCpuMs > 0 ? `, +${number(databaseCpuMs)} ms in the database` : ''}`),
    })
    return [line('decided and written', written), line('handed to the mail server', handed)]
  },
}

/** Announces a rule whose reminder is due; answers how many mails of it are written so far. */
async function announce(house: Running, department: string): Promise<() => Promise<number>> {
  const token = (await runNode(['apps/server/src/main.ts', 'admin', 'token', '--realm', 'bench'], { cwd: house.tree.root, env: house.env })).trim().split(/\s+/).at(-1) ?? ''
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`http://localhost:${house.house.port}/api/realms/${house.house.realm}${path}`, {
      method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...body && { body: JSON.stringify(body) },
    })
    const said = await answer.text()
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${said}`)
    return JSON.parse(said) as { id: string; waves: { kind: string; mails: number }[] }
  }
  const { id } = await ask('POST', '/enforcements', {
    name: department, enforceFrom: { date: new Date(Date.now() + 8 * day).toISOString().slice(0, 10), zone: 'UTC' }, target: { departments: [department] }, kinds: ['totp'],
  })
  await ask('POST', `/enforcements/${id}/announce`, { reason: 'bench' })
  return async () => (await ask('GET', `/enforcements/${id}/mails`)).waves.reduce((sum, { mails }) => sum + mails, 0)
}

/** From the first that is seen to nearly the last. */
async function timed({ house, cluster }: { house: Running; cluster: Bench['cluster'] }, people: number, count: () => Promise<number>): Promise<Took> {
  const look = async () => ({
    done: await count(), at: performance.now(), cpuSeconds: (await house.server.metrics()).cpuSeconds,
    databaseSeconds: house.database === 'PostgreSQL' ? await cluster?.cpuSeconds() ?? 0 : 0,
  })
  const until = performance.now() + 600_000
  const lookUntil = async (wanted: number) => {
    for (let seen = await look(); ; seen = await look()) {
      if (seen.done >= wanted) return seen
      if (performance.now() > until) throw new Error(`A wave stands at ${seen.done} of ${people}.`)
      await pause(100)
    }
  }
  const first = await lookUntil(1)
  const last = await lookUntil(people * share)
  const each = (seconds: number) => seconds * 1000 / (last.done - first.done)
  return { perSecond: (last.done - first.done) / ((last.at - first.at) / 1000), cpuMs: each(last.cpuSeconds - first.cpuSeconds), databaseCpuMs: each(last.databaseSeconds - first.databaseSeconds) }
}
