import type { Dashboard } from '@tegata/contract'
import type { World } from './fake-server.ts'
import { at, type Person } from './people.ts'

const tallyOf = (people: readonly Person[]) => {
  const count = (status: Person['otp']['status']) => people.filter(({ otp }) => otp.status === status).length
  return { people: people.length, required: people.filter(({ otp }) => otp.required).length, setUp: count('set-up'), waiting: count('waiting'), notRequired: count('not-required') }
}

/** What the dashboard says of these people. */
export function dashboardOf({ people, policyGroups, requests, attention }: World): Dashboard {
  const enabled = people.filter((person) => person.enabled)
  const names = [...new Set(enabled.flatMap(({ roles }) => roles))]
  const open = requests.filter(({ state }) => state === 'open')
  const groups = [null, ...policyGroups].map((group) => ({
    group: group && { id: group.id, name: group.name }, ...tallyOf(enabled.filter(({ policyGroup }) => (policyGroup?.id ?? null) === (group?.id ?? null))),
  }))
  return {
    at: at(0), people: tallyOf(enabled), disabled: people.length - enabled.length,
    roles: names.map((role) => ({ role, administrative: role.endsWith('admin'), ...tallyOf(enabled.filter(({ roles }) => roles.includes(role))) })),
    policyGroups: groups.filter((group) => group.people > 0),
    resetRequests: { count: open.length, more: false, oldestAt: open.at(-1)?.askedAt ?? null },
    attention,
  }
}
