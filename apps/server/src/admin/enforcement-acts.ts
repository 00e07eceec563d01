import { type Operations, Problem } from '@tegata/contract'
import type { Enforcement, EnforcementAct, Realm } from '@tegata/storage'
import { type Accepted, refuseSurprises } from './enforcement-guards.ts'
import { isWithoutReminders, moved, type Moves, refuseOtherDirection } from './enforcement-instants.ts'
import { createSave, type Decided } from './enforcement-save.ts'
import { namesOf } from './enforcement-target.ts'
import { enforcementView } from './enforcement-view.ts'
import type { EnforcementNeeds } from './enforcements.ts'
import type { Call, Performs } from './serve.ts'

type State = Enforcement['state']
type ActCall = Call<Operations['suspendEnforcement']>
type Starting = Accepted & Moves & { reason: string; withoutReminders?: true | undefined }

/** From which states each act leads, and where to. */
const leads: Readonly<Record<Exclude<EnforcementAct, 'draft' | 'change'>, { from: readonly State[]; to: State }>> = {
  announce: { from: ['draft'], to: 'announced' },
  postpone: { from: ['announced'], to: 'announced' },
  'bring-forward': { from: ['announced'], to: 'announced' },
  suspend: { from: ['announced'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'announced' },
  end: { from: ['announced', 'suspended'], to: 'ended' },
}

/** The acts that steer an enforcement, each with its reason and a version of its own (S0-6, S0-8, S0-42, S4-28). */
export const enforcementActsApi = (needs: EnforcementNeeds): Performs<
  'announceEnforcement' | 'postponeEnforcement' | 'bringForwardEnforcement' | 'suspendEnforcement' | 'resumeEnforcement' | 'endEnforcement'
> => {
  const { clock } = needs.storage
  const save = createSave(needs)

  const view = async (realm: Realm, rule: Enforcement) => ({ value: enforcementView(rule, await namesOf(needs, realm), clock.now()) })

  /** One act on the rule as it is: refused from another state, and told with what it made different. */
  async function act(call: ActCall, kind: keyof typeof leads, reason: string, change: (before: Enforcement, now: number) => Promise<Partial<Enforcement> & Pick<Decided, 'detail'>>) {
    const { from, to } = leads[kind]
    const saved = await save.move(call.params.enforcementId, call, async (before, now) => {
      if (!from.includes(before.state)) throw new Problem('enforcement.wrong-state', { state: before.state })
      const { detail, ...changed } = await change(before, now)
      return { after: { ...before, ...changed, state: to }, act: kind, reason, ...(detail ? { detail } : {}) }
    })
    return view(call.realm, saved)
  }

  /** What brings a rule to bear, at a start that lies ahead, and after everything that could surprise was looked at. */
  const starting = ({ realm, caller }: ActCall, body: Starting, check: (before: Enforcement, after: Enforcement) => void = () => {}) =>
    async (before: Enforcement, now: number): Promise<Partial<Enforcement> & Pick<Decided, 'detail'>> => {
      const instants = moved(before, body, now)
      const after: Enforcement = { ...before, ...instants, state: 'announced', announcedAt: before.announcedAt ?? now }
      check(before, after)
      if (!body.now && !body.withoutReminders && isWithoutReminders(after, now)) throw new Problem('enforcement.no-time-for-reminders')
      await refuseSurprises(needs, realm, caller, after, body)
      return { ...instants, announcedAt: after.announcedAt, ...(body.confirmed === undefined ? {} : { detail: { confirmed: body.confirmed } }) }
    }

  return {
    announceEnforcement: (call) => act(call, 'announce', call.body.reason, starting(call, call.body)),

    postponeEnforcement: ({ body, ...call }) => act({ ...call, body }, 'postpone', body.reason, async (before, now) => {
      const instants = moved(before, body, now)
      refuseOtherDirection(before, instants, 'later')
      return instants
    }),

    bringForwardEnforcement: (call) => act(call, 'bring-forward', call.body.reason,
      starting(call, call.body, (before, after) => refuseOtherDirection(before, after, 'earlier'))),

    suspendEnforcement: (call) => act(call, 'suspend', call.body.reason, async () => ({})),

    resumeEnforcement: (call) => act(call, 'resume', call.body.reason, starting(call, call.body)),

    endEnforcement: (call) => act(call, 'end', call.body.reason, async () => ({})),
  }
}
