import type { EffectivePolicy, TraceLine } from '@tegata/contract'
import type { Person } from './people.ts'

type Group = { name: string, ask: 'always' | 'unless' | 'never' }
type Entry = readonly [outcome: TraceLine['outcome'], code: string, params?: Record<string, string>]

/** The table as the API answers it, for the few rules that the fake knows; every sentence is one that nobody translates. */
export function traceOf({ otp, otpRequired, enabled }: Person, group: Group | undefined, provider: string | undefined): Pick<EffectivePolicy, 'trace' | 'asked' | 'required'> {
  const rule: Record<string, string> = group ? { rule: group.name } : {}
  const entries: readonly Entry[] = [
    enabled ? ['go-on', 'line0.nothing'] : ['refused', 'line0.user-disabled'],
    ['go-on', 'line1.not-yet', { rule: 'Everybody', from: '2026-11-30T15:00:00Z' }],
    ['go-on', 'line2.none'],
    provider === undefined ? ['go-on', 'line3.none'] : ['no', 'line3.trusted', { upstream: provider }],
    otpRequired ? ['yes', 'line4.on'] : ['go-on', 'line4.off'],
    group?.ask === 'always' ? ['yes', 'line5.always', rule] : ['go-on', 'line5.none'],
    group?.ask === 'unless' ? ['yes', 'line6.not-exempt', rule] : ['go-on', 'line6.none'],
    group?.ask === 'never' ? ['no', 'line7.never', rule] : ['go-on', 'line7.none'],
    otp.registered ? ['yes', 'line8.has-one'] : ['go-on', 'line8.has-none'],
    ['no', 'line9.otherwise'],
  ]
  const decider = entries.findIndex(([outcome]) => outcome !== 'go-on')
  const outcome = entries[decider]?.[0]
  return {
    asked: outcome === 'yes' || outcome === 'refused' ? outcome : 'no', required: otpRequired || (group !== undefined && group.ask !== 'never'),
    trace: entries.map(([said, code, params = {}], line) => ({ line, read: true, decided: line === decider, outcome: said, reason: { code, params, sentence: `says ${code}` } })),
  }
}
