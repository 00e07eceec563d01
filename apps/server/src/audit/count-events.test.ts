import type { AuditEvent, Statement, UnitOutcome } from '@tegata/storage'
import { expect, test } from 'vitest'
import { type CountedEvent, countEvents } from './count-events.ts'

const event = (type: string, reason: string | null, outcome: AuditEvent['outcome'] = 'refused'): AuditEvent =>
  ({ realmId: 1, type, actor: 'emma', userId: 'emma', address: '192.0.2.1', outcome, reason })

const fake = (outcome: UnitOutcome) => ({
  unit: async (_: readonly Statement[]) => outcome,
  audit: { record: ({ type }: AuditEvent): Statement => ({ name: type, sql: '', parameters: [], rows: 1 }), find: async () => undefined, list: async () => ({ items: [], next: null }) },
})

test('what was committed is counted by type, outcome and a reason of ours: never by a name, an address, or what somebody typed', async () => {
  const counted: CountedEvent[] = []
  const { unit, audit } = countEvents(fake({ ok: true, touched: [], returned: [] }), (each) => counted.push(each))
  await unit([audit.record(event('code.refused', 'wrong')), audit.record(event('code.refused', 'wait:day')), audit.record(event('user.otp-reset', 'Emma called', 'success'))])
  expect(counted).toEqual([
    { type: 'code.refused', outcome: 'refused', reason: 'wrong' }, { type: 'code.refused', outcome: 'refused', reason: 'wait' },
    { type: 'user.otp-reset', outcome: 'success', reason: '' },
  ])
})

test('what was rolled back is not', async () => {
  const counted: CountedEvent[] = []
  const { unit, audit } = countEvents(fake({ ok: false, missed: 'spend', duplicate: false }), (each) => counted.push(each))
  await unit([audit.record(event('code.accepted', null, 'success'))])
  expect(counted).toEqual([])
})
