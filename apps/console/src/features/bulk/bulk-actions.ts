import type { Api, BulkFailure, BulkPreview, Permission, PolicyImpact, ReadinessReason, ReadinessState } from '@tegata/contract'
import type { UserFilter } from '../users/list/user-filter.ts'

/** Whom the list of users shows: some by name, or everybody who matches. */
export type Listed = { userIds: readonly string[] } | { filter: UserFilter }
/** Whom the list of people of an enforcement shows. */
type OfEnforcement = { enforcementId: string, state?: ReadinessState[], reason?: ReadinessReason[], search?: string }
/** Whom an action means. */
export type Who = Listed | { readiness: OfEnforcement }
export type Part = { userIds?: string[], filter?: UserFilter, readiness?: OfEnforcement }
export type Proof = 'password' | 'mail' | 'emergency-token'
/** `until`: how long somebody is in the policy group; null: for good. */
export type Options = { signOutNow: boolean, proof: Proof | null, policyGroup: string | null, until: string | null }

/** What an action would do, of the people of one call; `next`: there are more to look at. */
export type Look = { people: number, changed: number, confirm: boolean, next: string | null, bulk: BulkPreview | null, policy: PolicyImpact | null }
/** What one call has done. */
type Step = { done: number, changed: number, failures: readonly BulkFailure[], next: string | null }

type Order = Part & { cursor?: string, confirmed?: number, reason?: string }
type Action = {
  /** All of them. */
  permissions: readonly Permission[]
  needsReason?: boolean
  look: (api: Api, part: Part & { cursor?: string }, options: Options, signal: AbortSignal) => Promise<Look>
  run: (api: Api, order: Order, options: Options) => Promise<Step>
}

const lookOf = async (answer: Promise<BulkPreview>): Promise<Look> => {
  const bulk = await answer
  return { people: bulk.people, changed: bulk.changed, confirm: bulk.confirm, next: bulk.next, bulk, policy: null }
}
const withReason = ({ reason, ...order }: Order) => ({ ...order, ...(reason ? { reason } : {}) })
const demanded = ({ reason = '', ...order }: Order) => ({ ...order, reason })
const unconfirmed = ({ confirmed: _, ...order }: Order) => withReason(order)
const signOut = ({ signOutNow }: Options) => (signOutNow ? { signOutNow } : {})
const prove = ({ proof }: Options) => (proof === null ? {} : { proof })

/** What can be done to many, in the order in which it is offered. */
const actions = {
  'otp-on': {
    permissions: ['users.write'],
    look: (api, part, options, signal) => lookOf(api.previewBulkOtpOn({ ...part, ...signOut(options) }, { signal })),
    run: (api, order, options) => api.bulkOtpOn({ ...withReason(order), ...signOut(options) }),
  },
  'setup-mail': {
    permissions: ['users.write', 'users.send-setup-mail'],
    look: (api, part, _options, signal) => lookOf(api.previewBulkSetupMail(part, { signal })),
    run: (api, order) => api.bulkSetupMail(unconfirmed(order)),
  },
  'policy-group': {
    permissions: ['policy.write'],
    look: async (api, { cursor: _, ...part }, { policyGroup }, signal) => {
      const policy = await api.previewPolicyGroupAssignment({ ...part, policyGroup }, { signal })
      return { people: policy.people, changed: policy.changed, confirm: false, next: null, bulk: null, policy }
    },
    run: (api, { confirmed: _, reason: __, ...order }, { policyGroup, until }) => api.assignPolicyGroup({ ...order, policyGroup, ...(until === null ? {} : { until }) }),
  },
  'top-up': {
    permissions: ['emergency.write'], needsReason: true,
    look: (api, part, _options, signal) => lookOf(api.previewBulkTopUp(part, { signal })),
    run: (api, { confirmed: _, ...order }) => api.bulkTopUp(demanded(order)),
  },
  enable: {
    permissions: ['users.write'],
    look: (api, part, _options, signal) => lookOf(api.previewBulkEnable(part, { signal })),
    run: (api, order) => api.bulkEnable(withReason(order)),
  },
  disable: {
    permissions: ['users.write'],
    look: (api, part, _options, signal) => lookOf(api.previewBulkDisable(part, { signal })),
    run: (api, order) => api.bulkDisable(withReason(order)),
  },
  'otp-off': {
    permissions: ['users.write'], needsReason: true,
    look: (api, part, _options, signal) => lookOf(api.previewBulkOtpOff(part, { signal })),
    run: (api, order) => api.bulkOtpOff(demanded(order)),
  },
  'reset-otp': {
    permissions: ['users.write', 'users.reset-otp'], needsReason: true,
    look: (api, part, options, signal) => lookOf(api.previewBulkResetOtp({ ...part, ...prove(options) }, { signal })),
    run: (api, order, options) => api.bulkResetOtp({ ...demanded(order), ...prove(options) }),
  },
} as const satisfies Record<string, Action>

export type ActionId = keyof typeof actions
export const actionIds = Object.keys(actions) as ActionId[]
export const actionOf = (id: ActionId): Action => actions[id]
/** What removes something: offered last, and in red. */
export const removing: readonly ActionId[] = ['disable', 'otp-off', 'reset-otp']

/** People whom one call can name. */
const mostIds = 1000

/** The calls that a selection takes: everybody who matches is one, however many they are. */
export function partsOf(who: Who): readonly { part: Part, people: number | null }[] {
  if ('filter' in who) return [{ part: { filter: { ...who.filter } }, people: null }]
  if ('readiness' in who) return [{ part: { readiness: { ...who.readiness } }, people: null }]
  const parts: { part: Part, people: number }[] = []
  for (let from = 0; from < who.userIds.length; from += mostIds) {
    const userIds = who.userIds.slice(from, from + mostIds)
    parts.push({ part: { userIds }, people: userIds.length })
  }
  return parts
}
