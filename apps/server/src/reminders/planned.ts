import type { Enforcement, Instant, Wave } from '@tegata/storage'
import { waveAt } from './due.ts'

type Counted = { edition: number; wave: string; mails: number; withoutAddress: number; heardAlready: number }
type Waiting = { edition: number; wave: string; mails: number }
export type Planned = {
  /** Days before the start; null for what is told beside the reminders. */
  days: number | null
  kind: 'reminder' | 'moved' | 'suspended' | 'resumed' | 'ended' | 'ready' | 'by-hand'
  at: Instant
  state: 'planned' | 'sending' | 'done' | 'left-out'
  mails: number
  withoutAddress: number
  /** Whom it passed by, because they had heard that day: they are told a day later, or by the next wave. */
  heardAlready: number
  /** Of the mails: not handed over yet. */
  waiting: number
}

const news = ['moved', 'suspended', 'resumed', 'ended'] as const
const isNews = (wave: string): wave is (typeof news)[number] => news.some((each) => each === wave)
const byHand = /^hand (\d+)$/
const day = 86_400_000
const sum = <One>(list: readonly One[], of: (one: One) => number): number => list.reduce((total, one) => total + of(one), 0)

/** Waves over, under way and to come, the earliest first. Pure. */
export function planOf(rule: Enforcement, waves: readonly Wave[], counts: readonly Counted[], waiting: readonly Waiting[], now: Instant): readonly Planned[] {
  const waitingOf = ({ edition, wave }: Pick<Wave, 'edition' | 'wave'>) => sum(waiting.filter((each) => each.edition === edition && each.wave === wave), ({ mails }) => mails)
  const countOf = ({ edition, wave }: Pick<Wave, 'edition' | 'wave'>) => {
    const found = counts.filter((count) => count.edition === edition && count.wave === wave)
    return {
      mails: sum(found, ({ mails }) => mails), withoutAddress: sum(found, ({ withoutAddress }) => withoutAddress), heardAlready: sum(found, ({ heardAlready }) => heardAlready),
      waiting: waitingOf({ edition, wave }),
    }
  }
  const newest = Math.max(...waves.filter(({ edition, wave }) => edition === rule.edition && /^\d+$/.test(wave)).map(({ dueAt }) => dueAt), 0)
  const begun = waves.map((wave): Planned => {
    const isOver = wave.edition !== rule.edition && !isNews(wave.wave)
    return {
      days: isNews(wave.wave) ? null : Number(wave.wave), kind: isNews(wave.wave) ? wave.wave : 'reminder', at: wave.dueAt, ...countOf(wave),
      // Below 0 its walk is over, and it waits for those who had heard that day: the next wave tells them.
      state: wave.doneAt !== null || (wave.cursor !== null && wave.cursor < 0 && wave.dueAt < newest) ? 'done' : isOver || (!isNews(wave.wave) && wave.dueAt < newest) ? 'left-out' : 'sending',
    }
  })
  const told = new Set(waves.filter(({ edition }) => edition === rule.edition).map(({ wave }) => wave))
  const open = rule.state === 'draft' || rule.state === 'announced'
  const ahead = rule.waves.filter((days) => open && !told.has(String(days))).map((days): Planned => {
    const at = waveAt(rule, days)
    const isMissed = rule.state === 'announced' && at <= now && rule.waves.some((other) => other < days && waveAt(rule, other) <= now)
    return { days, kind: 'reminder', at, state: isMissed ? 'left-out' : 'planned', mails: 0, withoutAddress: 0, heardAlready: 0, waiting: 0 }
  })
  const others = counts.flatMap(({ edition, wave, mails, withoutAddress }): Planned[] => {
    const hand = byHand.exec(wave)
    if (wave !== 'ready' && hand === null) return []
    return [{ days: null, kind: hand === null ? 'ready' : 'by-hand', at: hand === null ? Math.min(now, rule.announcedAt ?? now) : Number(hand[1]) * day, state: 'done', mails, withoutAddress: hand === null ? 0 : withoutAddress, heardAlready: 0, waiting: waitingOf({ edition, wave }) }]
  })
  return [...begun, ...ahead, ...others].toSorted((one, other) => one.at - other.at)
}
