import { isInNetwork } from './network.ts'
import type { Condition, Exemption, Facts } from './types.ts'

type Circumstances = Pick<Facts, 'now' | 'user' | 'client' | 'request'>

/** A mark on a browser is dead after a reset, a change of the password, or once no authenticator of its kind is left (P36). */
function isTrusted({ user, request: { trustedBrowser: mark } }: Circumstances): boolean {
  if (mark === null || mark.epoch !== user.epoch) return false
  if (user.passwordChangedAt !== null && mark.markedAt < user.passwordChangedAt) return false
  return user.authenticators.some(({ kind, state }) => kind === mark.kind && state === 'active')
}

/** Whether a circumstance holds. What is unknown does not, nor does a condition that this release does not know. */
function holds(condition: Condition, circumstances: Circumstances): boolean {
  const { client, request } = circumstances
  switch (condition.kind) {
    case 'network': {
      const { address } = request
      return address !== null && condition.networks.some((network) => isInNetwork(address, network))
    }
    case 'client':
      return condition.clients.includes(client.id)
    case 'trusted-browser':
      return isTrusted(circumstances)
    case 'hours': {
      if (request.localTime === null) return false
      const { weekday, minuteOfDay } = request.localTime
      return condition.weekdays.includes(weekday) && minuteOfDay >= condition.fromMinute && minuteOfDay < condition.toMinute
    }
    default:
      return false
  }
}

/** The first exemption whose conditions all hold. One without conditions exempts nobody. */
export const exemptionFor = (exemptions: readonly Exemption[], circumstances: Circumstances): Exemption | null =>
  exemptions.find(({ conditions }) =>
    conditions.length > 0 && conditions.every((condition) => holds(condition, circumstances))) ?? null
